/// The weights with which the samples of a line mix into the samples of a line of another length.
///
/// A filter around each output centre, stretched by input / output where that is above 1, so that
/// shrinking averages. Fixed point of 22 fractional bits.
/// Source: Pillow, `precompute_coeffs` and `normalize_coeffs_8bpc` of `Resample.c`.
struct ResizeCoefficients {
  static let fractionBits: Int32 = 22

  /// The first input sample and the number of input samples of every output sample.
  private(set) var starts: [Int] = []
  private(set) var counts: [Int] = []
  /// The weights, [output × `stride`]; those from `counts` on are 0.
  private(set) var weights: [Int32]
  /// A multiple of 4.
  let stride: Int

  init(inputCount: Int, outputCount: Int, filter: ResizeFilter = .bilinear) {
    let scale = Double(inputCount) / Double(outputCount)
    let stretch = max(scale, 1)
    let support = filter.support * stretch
    stride = (Int(support.rounded(.up)) * 2 + 4) / 4 * 4
    weights = [Int32](repeating: 0, count: outputCount * stride)
    let inverse = 1 / stretch
    for output in 0..<outputCount {
      let center = (Double(output) + 0.5) * scale
      let start = max(Int(center - support + 0.5), 0)
      let end = min(Int(center + support + 0.5), inputCount)
      let raw = (start..<end).map { input in
        filter.weight(at: (Double(input) - center + 0.5) * inverse)
      }
      let sum = raw.reduce(0, +)
      for (tap, weight) in raw.enumerated() {
        let share = sum == 0 ? weight : weight / sum
        let scaled = share * Double(1 << Self.fractionBits)
        weights[output * stride + tap] = Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
      }
      starts.append(start)
      counts.append(end - start)
    }
  }
}
