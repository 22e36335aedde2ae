import Files
package import Foundation

/// The hidden folder in which a data set grows until it is whole and takes its name.
///
/// One preparation has its turn at a time; what an interrupted one left behind is removed, as nothing but a
/// preparation writes there.
package final class StagingFolder {
  package let url: URL
  private let output: URL
  private let turn: Turn

  /// Waits until no other process prepares the same folder; `waits` is called first if one does.
  package init(
    for output: URL,
    waits: (_ who: String) -> Void = { _ in }
  ) throws(DatasetError) {
    self.output = output
    let name = ".\(output.lastPathComponent).preparing"
    url = output.deletingLastPathComponent().appending(path: name, directoryHint: .isDirectory)
    do {
      // Beside the folder, which takes another name while the turn lasts.
      turn = try Turn(
        output.deletingLastPathComponent().appending(path: "\(name).claim"),
        waits: waits
      )
      try Folder.make(url)
    } catch let failure as WriteFailure {
      throw DatasetError(dataset: output.relativePath, failure)
    } catch {
      throw Self.error(output, "\(error)")
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

  private static func error(_ output: URL, _ problem: String) -> DatasetError {
    DatasetError(dataset: output.relativePath, problems: [problem])
  }
}
