import Foundation

/// Where libtorch is looked for: the folder that `PROTOPNET_LIBTORCH` names and no other, else the active Python
/// environments' torch, then the loader's own path.
struct TorchPlaces {
  static let fileName = "libtorch_cpu.so"
  static let variable = "PROTOPNET_LIBTORCH"

  /// Files that may be there, in order; the last one is the loader's to find.
  let files: [String]

  init(_ environment: [String: String]) {
    if let folder = environment[Self.variable], !folder.isEmpty {
      files = ["\(folder)/\(Self.fileName)", "\(folder)/lib/\(Self.fileName)"]
      return
    }
    var prefixes = environment["VIRTUAL_ENV"].map { [$0] } ?? []
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    if let folder = folders.first(where: {
      FileManager.default.isExecutableFile(atPath: "\($0)/python3")
    }) {
      // /bin is another name of /usr/bin.
      prefixes.append(
        folder == "/bin" ? "/usr" : URL(fileURLWithPath: folder).deletingLastPathComponent().path
      )
      // Debian's Python also looks below /usr/local.
      if prefixes.last == "/usr" { prefixes.append("/usr/local") }
    }
    files =
      prefixes.flatMap(Self.packages).map { "\($0)/torch/lib/\(Self.fileName)" }
      + [Self.fileName]
  }

  /// The folders of packages below a Python's prefix.
  private static func packages(below prefix: String) -> [String] {
    let library = "\(prefix)/lib"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: library)) ?? []
    return names.filter { $0.hasPrefix("python3") }.sorted().flatMap { name in
      ["site-packages", "dist-packages"].map { "\(library)/\(name)/\($0)" }
    }
  }

  /// Loads the first library that is there.
  ///
  /// - Throws: ``TorchError/notFound(places:)``, and ``TorchError/unloadable(path:problem:)`` for one that is
  ///   there and cannot be loaded.
  func load() throws(TorchError) -> SharedObject {
    for file in files where file.contains("/") && FileManager.default.fileExists(atPath: file) {
      return try SharedObject(file)
    }
    if let name = files.last, !name.contains("/"), let found = try? SharedObject(name) {
      return found
    }
    let folders = files.map { file in
      file.contains("/")
        ? URL(fileURLWithPath: file).deletingLastPathComponent().path : "the loader's path"
    }
    throw .notFound(places: folders)
  }
}
