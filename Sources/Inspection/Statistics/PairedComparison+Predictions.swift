package import Experiments
import ProtoPNet
import Tensors

extension PairedComparison {
  /// Compares two networks image by image.
  ///
  /// - Throws: Why there is nothing to compare.
  package init(
    _ first: NetworkPredictions,
    _ second: NetworkPredictions
  ) throws(PredictionsAbsence) {
    self.init(
      try NetworkPredictions.matched([first, second]).map {
        ($0[0].seed, $0[0].isCorrect, $0[1].isCorrect)
      }
    )
  }

  /// Compares by which images are classified correctly, [N] for each seed and network.
  init(_ pairs: [(seed: UInt64, first: [Bool], second: [Bool])]) {
    let tests = pairs.map { pair in
      let onlyFirst = zip(pair.first, pair.second).count { $0 && !$1 }
      let onlySecond = zip(pair.first, pair.second).count { !$0 && $1 }
      return Pair(
        seed: pair.seed,
        onlyFirst: onlyFirst,
        onlySecond: onlySecond,
        pValue: McNemarTest.exactPValue(onlyFirst: onlyFirst, onlySecond: onlySecond)
      )
    }
    self.init(
      imageCount: pairs[0].first.count,
      pairs: tests,
      interval: PairedBootstrap.interval(
        ofMeanBySeed: pairs.map { pair in
          zip(pair.first, pair.second).map { ($1 ? 1.0 : 0.0) - ($0 ? 1.0 : 0.0) }
        },
        stream: RandomStream(seed: 0, purpose: "paired bootstrap")
      )
    )
  }
}
