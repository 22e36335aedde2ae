package import Experiments
package import Foundation

/// The predictions of one network's runs, one run for each seed.
package struct NetworkPredictions: Sendable {
  let runs: Result<[RunPredictions], PredictionsAbsence>

  /// Reads the predictions of finished runs; all of them or none, as a part of the seeds is no answer.
  ///
  /// - Throws: As ``RunPredictions``.
  package init(_ runs: [(record: RunRecord, directory: URL)]) throws {
    guard !runs.isEmpty else {
      self.runs = .failure(.notRun)
      return
    }
    var all: [RunPredictions] = []
    for run in runs {
      guard let predictions = try RunPredictions(record: run.record, directory: run.directory)
      else {
        self.runs = .failure(.noPredictions)
        return
      }
      all.append(predictions)
    }
    self.runs = .success(all)
  }

  /// A checkpoint's predictions, as a network of one run.
  package init(_ predictions: Predictions) {
    runs = .success([RunPredictions(predictions)])
  }

  /// The test images of its runs, which all runs of one experiment share; nil where there are none.
  var testImages: RunPredictions.TestImages? {
    if case .success(let runs) = runs { runs.first?.images } else { nil }
  }

  /// The runs of several networks that can be held against each other: for each common seed one run of
  /// every network, in their order.
  static func matched(
    _ networks: [NetworkPredictions]
  ) throws(PredictionsAbsence) -> [[RunPredictions]] {
    var all: [[RunPredictions]] = []
    for network in networks { all.append(try network.runs.get()) }
    guard Set(all.joined().map(\.images)).count == 1 else { throw .otherImages }
    let matched = all[0].compactMap { first in
      let runs = all.compactMap { runs in runs.first { $0.seed == first.seed } }
      return runs.count == all.count ? runs : nil
    }
    guard !matched.isEmpty else { throw .noCommonSeed }
    return matched
  }
}
