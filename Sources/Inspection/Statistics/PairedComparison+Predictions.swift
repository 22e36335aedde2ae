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
    let imageCount = pairs[0].first.count
    var differences = [Double](repeating: 0, count: imageCount)
    let tests = pairs.map { pair in
      var (onlyFirst, onlySecond) = (0, 0)
      for (index, correct) in zip(pair.first, pair.second).enumerated() {
        switch correct {
        case (true, false):
          onlyFirst += 1
          differences[index] -= 1 / Double(pairs.count)
        case (false, true):
          onlySecond += 1
          differences[index] += 1 / Double(pairs.count)
        default: break
        }
      }
      return Pair(
        seed: pair.seed,
        onlyFirst: onlyFirst,
        onlySecond: onlySecond,
        pValue: McNemarTest.exactPValue(onlyFirst: onlyFirst, onlySecond: onlySecond)
      )
    }
    self.init(
      imageCount: imageCount,
      pairs: tests,
      interval: PairedBootstrap.interval(
        ofMean: differences,
        stream: RandomStream(seed: 0, purpose: "paired bootstrap")
      )
    )
  }
}
