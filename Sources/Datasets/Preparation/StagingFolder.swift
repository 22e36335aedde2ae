import Files
package import Foundation

/// The hidden folder in which a data set grows until it is whole and takes its name.
///
/// A lock keeps a second preparation out; what an interrupted one left behind is removed, as nothing
/// but a preparation writes there.
package final class StagingFolder {
  package let url: URL
  private let output: URL
  private let descriptor: Int32

  package init(for output: URL) throws(DatasetError) {
    self.output = output
    url = output.deletingLastPathComponent()
      .appending(path: ".\(output.lastPathComponent).preparing", directoryHint: .isDirectory)
    do {
      try Folder.make(url)
    } catch {
      throw DatasetError(dataset: output.relativePath, error)
    }
    descriptor = open(url.path, O_RDONLY | O_DIRECTORY)
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw Self.error(output, "another preparation is at work in \(url.path)")
    }
    do {
      for name in try FileManager.default.contentsOfDirectory(atPath: url.path) {
        try FileManager.default.removeItem(at: url.appending(path: name))
      }
    } catch {
      throw Self.error(output, "\(url.path) cannot be emptied (\(error.reason))")
    }
  }

  /// Gives the folder its name in one step; fails where something came in between.
  package func finish() throws(DatasetError) {
    // An empty folder of the name gives way; anything else makes this fail.
    guard rename(url.path, output.path) == 0 else {
      throw Self.error(
        output,
        "\(url.path) cannot become \(output.path) (\(String(cString: strerror(errno))))"
      )
    }
  }

  /// Removes the folder with all that was written.
  package func discard() {
    // What cannot be removed now is removed by the next preparation.
    try? FileManager.default.removeItem(at: url)
  }

  deinit { close(descriptor) }

  private static func error(_ output: URL, _ problem: String) -> DatasetError {
    DatasetError(dataset: output.relativePath, problems: [problem])
  }
}
