/// What the feature maps of a network and its convolutions' operands consist of.
///
/// Parameters, sums, batch statistics, the head, costs and the optimiser are of float32 with all.
package enum Precision: String, CaseIterable, Hashable, Sendable {
  case float32
  /// NVIDIA's TensorFloat-32: float32, of whose mantissa products read 10 bits.
  case tf32
  /// 8 bits of mantissa; about twice as fast on processors that have instructions for it.
  case bfloat16
}
