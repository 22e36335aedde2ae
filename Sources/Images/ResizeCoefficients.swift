/// The weights with which the samples of a line mix into the samples of a line of another length.
///
/// A triangle of half-width max(1, input / output) around each output centre, so that shrinking
/// averages. Fixed point of 22 fractional bits.
/// Source: Pillow, `precompute_coeffs` and `normalize_coeffs_8bpc` of `Resample.c`.
struct ResizeCoefficients {
  static let fractionBits: Int32 = 22

  /// The first input sample and the number of input samples of every output sample.
  private(set) var starts: [Int] = []
  private(set) var counts: [Int] = []
  /// The weights, [output × `stride`]; those from `counts` on are 0.
  private(set) var weights: [Int32]
  let stride: Int

  init(inputCount: Int, outputCount: Int) {
    let scale = Double(inputCount) / Double(outputCount)
    let support = max(scale, 1)
    stride = Int(support.rounded(.up)) * 2 + 1
    weights = [Int32](repeating: 0, count: outputCount * stride)
    let inverse = 1 / support
    for output in 0..<outputCount {
      let center = (Double(output) + 0.5) * scale
      let start = max(Int(center - support + 0.5), 0)
      let end = min(Int(center + support + 0.5), inputCount)
      let raw = (start..<end).map { input in
        max(1 - abs((Double(input) - center + 0.5) * inverse), 0)
      }
      let sum = raw.reduce(0, +)
      for (tap, weight) in raw.enumerated() {
        let share = sum == 0 ? weight : weight / sum
        weights[output * stride + tap] = Int32(0.5 + share * Double(1 << Self.fractionBits))
      }
      starts.append(start)
      counts.append(end - start)
    }
  }
}
