import Experiments
import Files
import Foundation
import Images
import Inspection
import Reports
import Runs

/// The process that explains pictures for the server, one after the other, until its input ends.
///
/// It is another process so that a picture that takes too long or too much, or crashes a decoder, ends it alone.
/// The networks of the last requests stay in memory.
final class ExplainerService {
  private struct Key: Equatable {
    let path: String
    let fingerprint: FileFingerprint
  }

  private var known: [(key: [Key], explainer: EnsembleExplainer)] = []
  private let describe: (any Error) -> String

  private static let knownCount = 3
  /// The command that this process is started as.
  static let command = "serve-explainer"

  init(describing describe: @escaping (any Error) -> String) { self.describe = describe }

  /// Answers requests line by line.
  func serve() {
    while let line = readLine() {
      var reply = ExplainerReply()
      do {
        try explain(JSONDecoder().decode(ExplainerRequest.self, from: Data(line.utf8)))
      } catch let error as ImageError {
        reply = ExplainerReply(problem: "\(error)", isPicture: true)
      } catch {
        reply.problem = describe(error)
      }
      let answer = (try? JSONEncoder().encode(reply)) ?? Data()
      Console.print(String(decoding: answer, as: UTF8.self))
    }
  }

  private func explain(_ request: ExplainerRequest) throws {
    let file = URL(fileURLWithPath: request.picture)
    // Before anything else, and by the name that its owner knows.
    _ = try PictureFile.decode(PictureFile.read(file), name: request.name)
    let explainer = try explainer(of: request.checkpoints)
    let folder = URL(fileURLWithPath: request.folder, isDirectory: true)
    func explanation(_ dataset: URL?) throws -> Explanation {
      try explainer.explanation(of: file, picturesBesidePageIn: folder, dataset: dataset)
    }
    let dataset =
      request.dataset.map { URL(fileURLWithPath: $0, isDirectory: true) }
      ?? request.checkpoints.lazy.compactMap(TrainingFolder.find).first
    var explained: Explanation
    do {
      explained = try explanation(dataset)
    } catch  where dataset != nil && request.dataset == nil {
      // The pictures at the place that was guessed are others.
      explained = try explanation(nil)
    }
    explained.image = request.name
    for (place, name) in zip(explained.members.indices, request.checkpointNames) {
      explained.members[place].checkpoint = name
    }
    try NewFile.write(
      JSONEncoder().encode(explained),
      to: folder.appending(path: "explanation.json")
    )
    try ExplanationPage.write(explained, to: folder)
  }

  private func explainer(of checkpoints: [String]) throws -> EnsembleExplainer {
    let key = try checkpoints.map {
      Key(path: $0, fingerprint: try FileFingerprint(of: URL(fileURLWithPath: $0)))
    }
    if let place = known.firstIndex(where: { $0.key == key }) {
      known.append(known.remove(at: place))
    } else {
      // Room before there is more to hold.
      known = known.suffix(Self.knownCount - 1)
      let files = checkpoints.map { URL(fileURLWithPath: $0) }
      known.append((key, try EnsembleExplainer(checkpoints: files)))
    }
    return known[known.count - 1].explainer
  }
}
