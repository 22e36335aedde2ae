import Foundation

/// A source file of a target: what it imports, declares for others, and mentions.
struct SourceFile {
  /// The path from the target's folder.
  let path: String
  let text: String
  private(set) var imports: Set<String> = []
  /// Names of types, functions and values at the file's top that other files see.
  private(set) var topLevelNames: Set<String> = []
  /// Names of members that extensions declare and other files see.
  private(set) var extensionMembers: Set<String> = []
  /// Names of all members, of whatever visibility.
  private(set) var members: Set<String> = []
  private(set) var words: Set<String> = []
  /// Words behind a dot.
  private(set) var memberWords: Set<String> = []
  /// The deepest nesting of braces below the top.
  private(set) var deepestNesting = 0

  /// The first folder of the path; `.` for a file of the target's own folder.
  var folder: String { path.contains("/") ? String(path.prefix { $0 != "/" }) : "." }

  private static let declaring: Set<Substring> = [
    "struct", "class", "enum", "protocol", "actor", "typealias", "func", "var", "let", "case",
  ]
  private static let hidden: Set<Substring> = ["private", "fileprivate"]

  init(path: String, text: String) {
    (self.path, self.text) = (path, text)
    let tokens = SwiftTokens(text).tokens
    var (depth, isExtension, isHidden) = (0, false, false)
    for (index, token) in tokens.enumerated() {
      let next = index + 1 < tokens.count ? tokens[index + 1] : ""
      let isMember = index > 0 && tokens[index - 1] == "."
      switch token {
      case "{":
        depth += 1
        deepestNesting = max(deepestNesting, depth)
        isHidden = false
      case "}":
        depth -= 1
        isHidden = false
      case "import" where depth == 0 && !isMember: imports.insert(String(next))
      case "extension" where depth == 0 && !isMember: isExtension = true
      case _ where Self.hidden.contains(token):
        // `private(set)` hides nothing from readers.
        if next != "(" { isHidden = true }
      case _ where Self.declaring.contains(token) && !isMember:
        // `class func` and the like declare what follows them.
        guard !Self.declaring.contains(next), next.first?.isLetter == true else { continue }
        if depth == 0 {
          if !isHidden { topLevelNames.insert(String(next)) }
          isExtension = false
        } else if depth == 1 {
          members.insert(String(next))
          if isExtension, !isHidden { extensionMembers.insert(String(next)) }
        }
        isHidden = false
      default: break
      }
      if token.first.map({ $0.isLetter || $0 == "_" }) == true {
        words.insert(String(token))
        if isMember { memberWords.insert(String(token)) }
      }
    }
  }
}
