import Foundation
import TestSupport

/// The sources of all targets, as far as they are Swift.
struct SourceTree {
  /// By target.
  let files: [String: [SourceFile]]

  init() throws {
    let sources = Places.package.appending(path: "Sources")
    var files: [String: [SourceFile]] = [:]
    for target in try FileManager.default.contentsOfDirectory(atPath: sources.path) {
      let folder = sources.appending(path: target)
      let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
      for path in (paths ?? []).sorted() where path.hasSuffix(".swift") {
        let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
        files[target, default: []].append(SourceFile(path: path, text: text))
      }
    }
    self.files = files
  }

  /// A folder that uses another one, with the files and the name that tie them.
  struct Tie: Hashable {
    let from, to: String
    let reason: String
  }

  /// Which folders of a target use which: a folder uses another one where it mentions a type, a function or
  /// an extension's member that is declared there and nowhere else.
  func ties(in target: String) -> [Tie] {
    let own = files[target] ?? []
    let foreign = Set(files.filter { $0.key != target }.values.joined().flatMap(\.members))
    var owners: [String: Set<Int>] = [:]
    var memberOwners: [String: Set<Int>] = [:]
    for (index, file) in own.enumerated() {
      for name in file.topLevelNames { owners[name, default: []].insert(index) }
      for name in file.members { memberOwners[name, default: []].insert(index) }
    }
    var ties: Set<Tie> = []
    for file in own {
      func tie(_ owner: Int, _ name: String) {
        let other = own[owner]
        guard other.folder != file.folder else { return }
        let reason = "\(file.path) uses \(name) of \(other.path)"
        ties.insert(Tie(from: file.folder, to: other.folder, reason: reason))
      }
      for word in file.words {
        guard let declared = owners[word], declared.count == 1, let owner = declared.first,
          !file.topLevelNames.contains(word), !file.members.contains(word)
        else { continue }
        tie(owner, word)
      }
      for word in file.memberWords where owners[word] == nil && !foreign.contains(word) {
        guard let declared = memberOwners[word], declared.count == 1, let owner = declared.first,
          own[owner].extensionMembers.contains(word)
        else { continue }
        tie(owner, ".\(word)")
      }
    }
    return ties.sorted { ($0.from, $0.to, $0.reason) < ($1.from, $1.to, $1.reason) }
  }

  /// The ties of a target that belong to a circle of folders.
  func circularTies(in target: String) -> [Tie] {
    let ties = ties(in: target)
    let next = Dictionary(grouping: ties, by: \.from).mapValues { Set($0.map(\.to)) }
    func reaches(_ start: String, _ goal: String) -> Bool {
      var (open, seen) = ([start], Set([start]))
      while let folder = open.popLast() {
        if folder == goal { return true }
        for other in next[folder] ?? [] where seen.insert(other).inserted { open.append(other) }
      }
      return false
    }
    return ties.filter { reaches($0.to, $0.from) }
  }
}
