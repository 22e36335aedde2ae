import Files
import Foundation
import HTTP
import Synchronization

/// Takes pictures in and keeps what was made of the last ones, in a temporary folder that goes with the program.
final class ExplanationDesk: Sendable {
  /// Why there is no explanation.
  struct Refusal: Error {
    let status: HTTPStatus
    let text: String
  }

  private let folder: URL
  private let dataset: String?
  private let process: ExplainerProcess
  private let waiting = Atomic<Int>(0)
  private let kept = Mutex<[String]>([])

  /// Pictures that are looked at or wait, and explanations that are kept.
  private static let mostWaiting = 4
  private static let mostKept = 16
  private static let secondsForOne = 120.0

  /// Makes the folder, which nobody else may look into.
  init(dataset: String?) throws(WriteFailure) {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "protopnet-serve-\(UUID().uuidString)")
    self.dataset = dataset.map { URL(fileURLWithPath: $0).path }
    process = ExplainerProcess(limit: Self.secondsForOne)
    do {
      try FileManager.default.createDirectory(
        at: folder,
        withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700]
      )
    } catch {
      throw WriteFailure(folder, error)
    }
  }

  /// Explains a picture by networks; returns what the explanation is known by.
  func explain(_ picture: [UInt8], called name: String, _ checkpoints: [(name: String, file: URL)])
    throws(Refusal)
    -> String
  {
    let number = waiting.add(1, ordering: .sequentiallyConsistent).newValue
    defer { waiting.subtract(1, ordering: .sequentiallyConsistent) }
    guard number <= Self.mostWaiting else {
      throw Refusal(
        status: .unavailable,
        text: "Several pictures are being looked at already; try again in a moment."
      )
    }
    let id = String(UInt64.random(in: 1 << 60 ... .max), radix: 16)
    let place = folder.appending(path: id)
    let file = folder.appending(path: "\(id).picture")
    defer { try? FileManager.default.removeItem(at: file) }
    do {
      try Folder.make(place)
      try NewFile.write(Data(picture), to: file)
      try process.explain(
        ExplainerRequest(
          checkpoints: checkpoints.map(\.file.path),
          checkpointNames: checkpoints.map(\.name),
          picture: file.path,
          name: Self.shown(name),
          folder: place.path,
          dataset: dataset
        )
      )
    } catch {
      try? FileManager.default.removeItem(at: place)
      let reply = error as? ExplainerReply
      throw Refusal(
        status: reply?.isPicture == true ? .unprocessable : .internalError,
        text: reply?.problem ?? "\(error)"
      )
    }
    keep(id)
    return id
  }

  /// A file of an explanation; nil where there is none.
  func file(_ id: String, _ steps: [String]) -> [UInt8]? {
    guard kept.withLock({ $0.contains(id) }) else { return nil }
    return ContainedFile.read([id] + steps, in: folder, limit: Site.largestFile)
  }

  /// Ends what is under way and removes the folder.
  func end() {
    process.end()
    // Whoever is about to write meets no folder then.
    for _ in 0..<20 where FileManager.default.fileExists(atPath: folder.path) {
      try? FileManager.default.removeItem(at: folder)
    }
  }

  private func keep(_ id: String) {
    let old = kept.withLock { kept in
      kept.append(id)
      let old = kept.dropLast(Self.mostKept)
      kept.removeFirst(old.count)
      return Array(old)
    }
    for id in old { try? FileManager.default.removeItem(at: folder.appending(path: id)) }
  }

  /// The last part of a file's name, of any system, not too long.
  private static func shown(_ name: String) -> String {
    let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    return last.isEmpty ? "picture" : String(last.suffix(100))
  }
}
