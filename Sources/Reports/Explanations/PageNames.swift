/// Names of folders, one for each picture, that are told apart on every file system and need no escape in links.
package struct PageNames {
  private var taken: Set<String>

  /// `reserved` names are given to none.
  package init(reserved: Set<String> = []) { taken = reserved }

  /// A name for a picture's path, `red/1.png` becoming `red-1`; numbered where it is taken, in whatever case.
  package mutating func name(for path: String) -> String {
    var stem = path[...]
    if let dot = stem.lastIndex(of: "."), !stem[dot...].contains("/") { stem = stem[..<dot] }
    let plain = stem.unicodeScalars.map { scalar -> Character in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_": Character(scalar)
      default: "-"
      }
    }
    let words = String(plain).split(separator: "-").joined(separator: "-")
    let base = words.isEmpty ? "picture" : String(words.suffix(80))
    var (name, number) = (base, 1)
    while !taken.insert(name.lowercased()).inserted {
      number += 1
      name = "\(base)-\(number)"
    }
    return name
  }
}
