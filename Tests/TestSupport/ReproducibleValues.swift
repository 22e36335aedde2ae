package import Tensors

/// Numbers that tests and the scripts beside them compute alike, so that fixtures hold results alone.
package enum ReproducibleValues {
  /// Numbers in [0, 1): SplitMix64 from the FNV-1a hash of the name, 24 bits of each.
  package static func uniform(_ name: String, count: Int) -> [Double] {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { state = (state ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return (1...UInt64(max(count, 1))).prefix(count).map { index in
      var z = state &+ index &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      z ^= z >> 31
      return Double(z >> 40) / 16_777_216
    }
  }

  /// The value of a network's parameter, of a size that keeps deep networks' features in bounds.
  package static func parameter(_ name: String, _ shape: Shape) -> Tensor {
    let numbers = uniform(name, count: shape.count)
    let value: (Double) -> Double
    if name.hasSuffix("running_var") {
      value = { 0.5 + $0 }
    } else if name.hasSuffix("running_mean") || name.hasSuffix("bias") && shape.rank != 4 {
      value = { 0.2 * ($0 - 0.5) }
    } else if shape.rank == 4 {
      let bound = (6 / Double(shape.dimensions.dropFirst().reduce(1, *))).squareRoot()
      value = { (2 * $0 - 1) * bound }
    } else if name.contains("bn2") || name.contains("bn3") {
      // The ends of residual branches, kept small so that depth does not let the sum grow.
      value = { 0.2 + 0.2 * $0 }
    } else {
      value = { 0.8 + 0.4 * $0 }
    }
    return Tensor(numbers.map { Float(value($0)) }, shape: shape)
  }
}
