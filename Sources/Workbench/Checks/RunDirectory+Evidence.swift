import Digests
import Experiments
import Foundation

extension RunDirectory {
  /// Writes `checks/<name>.h5` by `body` and tells where it is.
  func writeEvidence(
    _ name: String,
    _ body: (URL) throws -> Void
  ) throws -> StageRecord.Evidence {
    let folder = url.appendingPathComponent("checks")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw WorkbenchError.unwritable(folder.path, error.localizedDescription)
    }
    let file = evidence(name)
    try body(file)
    return StageRecord.Evidence(
      path: "checks/\(name).h5",
      digest: "\(try SHA256Digest(contentsOf: file))"
    )
  }

  func evidence(_ name: String) -> URL { url.appendingPathComponent("checks/\(name).h5") }
}
