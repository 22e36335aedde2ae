import Foundation
import TestSupport
import Testing

/// Holds the sources against the plan in docs/architecture.md.
struct ArchitectureTests {
  private static let tree = Result { try SourceTree() }

  /// The arrows of the plan: the table of targets and what each of them may use.
  private static func plan() throws -> [String: Set<String>] {
    let file = Places.package.appending(path: "docs/architecture.md")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.hasPrefix("| Target | uses |") })
    return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.reduce(into: [:]) { plan, line in
      let names = line.split(separator: "|").prefix(2).map { cell in
        cell.split { !$0.isLetter && !$0.isNumber && $0 != "-" }.map(String.init)
      }
      if let target = names.first?.first { plan[target] = Set(names.last ?? []) }
    }
  }

  @Test func everyTargetUsesWhatThePlanAllows() throws {
    let (tree, plan) = (try Self.tree.get(), try Self.plan())
    #expect(Set(tree.files.keys) == Set(plan.keys))
    let targets = Set(tree.files.keys)
    for (target, files) in tree.files {
      let used = Set(files.flatMap(\.imports)).intersection(targets)
      #expect(used == plan[target] ?? [], "what \(target) uses, and what the plan says")
    }
  }

  @Test func thePlanHasNoCircle() throws {
    var plan = try Self.plan()
    // Takes away what uses nothing that is left, until nothing is left or all use each other.
    while let ground = plan.first(where: { $0.value.isDisjoint(with: plan.keys) }) {
      plan[ground.key] = nil
    }
    #expect(plan.isEmpty)
  }

  @Test func everyCLibraryHasOneDoor() throws {
    let tree = try Self.tree.get()
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Places.package.appending(path: "Sources").path
    )
    for library in folders where tree.files[library] == nil {
      let doors = tree.files.filter { $0.value.contains { $0.imports.contains(library) } }.keys
      #expect(doors.count == 1, "\(library) is imported by \(doors.sorted())")
    }
  }

  @Test func noFoldersUseEachOtherInACircle() throws {
    let tree = try Self.tree.get()
    for target in tree.files.keys.sorted() {
      let ties = tree.circularTies(in: target)
      #expect(ties.isEmpty, "\(target): \(ties.map(\.reason).joined(separator: "\n"))")
    }
  }

  @Test func thePaperTouchesNoPointer() throws {
    let files = try #require(try Self.tree.get().files["ProtoPNet"])
    for file in files {
      #expect(!file.text.contains(/(?i:unsafe)|Pointer/), "\(file.path)")
      #expect(file.deepestNesting <= 6, "\(file.path) nests \(file.deepestNesting) deep")
    }
  }

  @Test func readsSourcesAsTheCompilerDoes() {
    let file = SourceFile(
      path: "Folder/File.swift",
      text: ##"""
        import One
        package import Two
        /* import Three /* nested */ */
        struct Alpha { let x = "\(Beta.gamma("}")) { not code" }
        private enum Hidden { case a }
        extension Other {
          static func delta() { "a" .epsilon; #"\#(zeta) \(eta)"# }
          private var theta: Int { if true { 1 } else { 2 } }
        }
        """##
    )
    #expect(file.folder == "Folder")
    #expect(file.imports == ["One", "Two"])
    #expect(file.topLevelNames == ["Alpha"])
    #expect(file.extensionMembers == ["delta"])
    #expect(file.memberWords == ["gamma", "epsilon"])
    #expect(file.words.isSuperset(of: ["Beta", "zeta"]) && !file.words.contains("eta"))
    #expect(file.deepestNesting == 3)
  }
}
