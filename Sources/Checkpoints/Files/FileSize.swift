import Foundation

/// The length of files.
enum FileSize {
  /// The bytes of a file that exists.
  static func of(_ url: URL) throws(CheckpointError) -> Int {
    let attributes: [FileAttributeKey: Any]
    do {
      attributes = try FileManager.default.attributesOfItem(
        atPath: url.resolvingSymlinksInPath().path
      )
    } catch {
      throw CheckpointError(
        file: url.path,
        problem: "cannot be opened (\(error.localizedDescription))",
        remedy: "check the path and the permissions"
      )
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular,
      let size = attributes[.size] as? Int
    else {
      throw CheckpointError(
        file: url.path,
        problem: "is not a file",
        remedy: "name the file itself, not its folder"
      )
    }
    return size
  }
}
