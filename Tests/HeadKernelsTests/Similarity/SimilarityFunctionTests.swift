import Foundation
import HeadKernels
import Recipe
import Tensors
import TestSupport
import Testing

struct SimilarityFunctionTests {
  @Test(arguments: [
    (0, 9.2103), (0.01, 4.6052), (0.1, 2.3969), (1, 0.6930), (10, 0.0953), (128, 0.0078),
  ])
  func publishedValues(distance: Float, similarity: Double) {
    // 0.01 gives ln(1.01 / 0.0101) = ln 100.
    #expect(abs(Double(SimilarityFunction.published.value(at: distance)) - similarity) < 6e-5)
  }

  @Test(arguments: [SimilarityFunction.log(epsilon: 1e-4), .log(epsilon: 0.01), .linear])
  func derivativeMatchesCentralDifferences(function: SimilarityFunction) {
    func value(_ d: Double) -> Double {
      switch function {
      case .log(let epsilon): log((d + 1) / (d + Double(epsilon)))
      case .linear: -d
      }
    }
    for distance in [0.001, 0.03, 0.5, 2, 17, 300] {
      let step = 1e-4 * distance
      let expected = (value(distance + step) - value(distance - step)) / (2 * step)
      let actual = Double(function.derivative(at: Float(distance)))
      #expect(abs(actual - expected) <= 1e-3 * abs(expected), "at \(distance)")
    }
  }

  @Test func wholeTensors() {
    let distances = Samples.tensor([3, 1500], seed: 1, high: 20)
    let function = SimilarityFunction.published
    let values = function.values(at: distances)
    #expect(values.shape == distances.shape)
    #expect(values.values == distances.values.map { function.value(at: $0) })
    let upstream = Samples.tensor([3, 1500], seed: 2, low: -1)
    var sum = Tensor(repeating: 0.5, shape: [3, 1500])
    function.addChainRule(of: upstream, at: distances, to: &sum)
    let expected = zip(upstream.values, distances.values).map {
      0.5 + $0 * function.derivative(at: $1)
    }
    #expect(sum.values == expected)
  }
}
