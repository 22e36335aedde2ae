/// What the feature maps of a network and its convolutions' operands consist of.
///
/// Parameters, sums, batch statistics, the head, costs and the optimiser are of float32 with either.
package enum Precision: String, CaseIterable, Hashable, Sendable {
  case float32
  /// 8 bits of mantissa; about twice as fast on processors that have instructions for it.
  case bfloat16
}
