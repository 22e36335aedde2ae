import Files
import Foundation

/// Where an editor finds the schema of a file.
enum SchemaPlace: String {
  case experiment, cluster

  private var name: String { "schemas/\(rawValue).json" }

  /// The first line of such a file in a folder, for editors; empty where no schema is there.
  ///
  /// A checkout around the folder has one, and so has a program that was installed.
  func line(forFileIn folder: URL) -> String {
    guard let path = path(from: folder.standardizedFileURL) else { return "" }
    return "# yaml-language-server: $schema=\(path)\n"
  }

  private func path(from folder: URL) -> String? {
    var above = folder
    while above.path != "/" {
      let schema = above.appending(path: "docs/\(name)")
      if PathKind(at: schema) == .file { return schema.path(from: folder) }
      above.deleteLastPathComponent()
    }
    let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let installed = program.deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "share/protopnet/\(name)")
    return PathKind(at: installed) == .file ? installed.path : nil
  }
}
