import Experiments
import Foundation
import Inspection

/// What several checkpoints achieve together, and each of their subsets.
struct EvaluatedEnsemble: Encodable {
  /// In the order of the command line.
  var members: [Member]
  /// At least two members each, all together last; of many checkpoints only the pairs and all.
  var subsets: [Subset]

  struct Member: Encodable {
    var checkpoint: String
    var correctCount: Int
    /// Its part of the lead of the predicted classes over the mean class, in all checkpoints' ensemble; nil
    /// where there is no lead.
    var share: Double?
  }

  struct Subset: Encodable {
    /// Places among the members, from 1.
    var members: [Int]
    var correctCount: Int
    var shares: [Double?]
  }

  /// Nil for a single checkpoint.
  init?(_ predictions: [Predictions]) {
    let findings = EnsembleFindings(predictions.map(NetworkPredictions.init))
    guard let all = findings.results.last?.runs.first else { return nil }
    members = zip(predictions, all.shares).map {
      Member(
        checkpoint: $0.checkpoint,
        correctCount: $0.correctCount,
        share: Self.share($1)
      )
    }
    subsets = findings.results.compactMap { result in
      result.runs.first.map { run in
        Subset(
          members: result.members.map { $0 + 1 },
          correctCount: run.correctCount,
          shares: run.shares.map(Self.share)
        )
      }
    }
  }

  /// Networks whose classes all have the same logits give no class a lead, and no member a part of it.
  private static func share(_ share: Double) -> Double? { share.isFinite ? share : nil }

  /// A line for each member and each smaller subset.
  func lines(accuracy: (_ correctCount: Int) -> String) -> [String] {
    func percent(_ share: Double?) -> String {
      share.map { String(format: "%.1f %%", 100 * $0) } ?? "–"
    }
    let own = members.map { member in
      "\(member.checkpoint): \(accuracy(member.correctCount)), share \(percent(member.share))"
    }
    let smaller = subsets.filter { $0.members.count < members.count }.map { subset in
      let names = subset.members.map(String.init).joined(separator: " + ")
      let shares = subset.shares.map(percent).joined(separator: ", ")
      return "checkpoints \(names): \(accuracy(subset.correctCount)), shares \(shares)"
    }
    return own + smaller
  }
}
