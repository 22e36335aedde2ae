import Images
import Tensors
import Testing

struct BicubicUpsamplingTests {
  @Test(arguments: [
    ((7, 7), (32, 32)), ((7, 7), (37, 50)), ((14, 10), (5, 20)), ((1, 3), (6, 9)),
  ])
  func equalsOpenCV(from: (Int, Int), to: (Int, Int)) throws {
    let name = "\(from.0)x\(from.1)-to-\(to.0)x\(to.1).f32"
    let map = Tensor(try Fixture.floats("map-\(name)"), shape: [from.0, from.1])
    let expected = try Fixture.floats("upsampled-\(name)")
    let result = BicubicUpsampling.upsample(map, height: to.0, width: to.1)
    #expect(result.shape == [to.0, to.1])
    let difference = zip(result.values, expected).map { abs($0 - $1) }.max() ?? .infinity
    // OpenCV's own paths differ by this much where the ratio is no power of two.
    #expect(difference < (to.0 == 32 ? 1e-6 : 5e-6))
  }

  /// Published taps of 7 → 224 for outputs 0 and 100, read off the response to unit maps.
  @Test func tapsOfTheReference() {
    func weight(of input: Int, at output: Int) -> Float {
      var map = Tensor(shape: [1, 7])
      map[0, input] = 1
      return BicubicUpsampling.upsample(map, height: 1, width: 224)[0, output]
    }
    let expected: [(output: Int, weights: [Float])] = [
      (0, [-0.09073 + 0.57316 + 0.61416, -0.09659, 0, 0, 0, 0, 0]),
      (100, [0, -0.06205, 0.40524, 0.76743, -0.11062, 0, 0]),
    ]
    for (output, weights) in expected {
      for (input, expected) in weights.enumerated() {
        #expect(abs(weight(of: input, at: output) - expected) < 2e-5)
      }
    }
  }
}
