/// What a convolution's pass can be computed by; the names are what files of choices hold.
package enum ConvolutionKernel: String, Hashable, Sendable {
  /// Winograd's F(4×4, 3×3) in float32.
  case winograd
  /// The sum of products in float32.
  case direct
  /// The sum of products of bfloat16.
  case bfloat16
  /// Winograd's F(4×4, 3×3) with products of bfloat16.
  case bfloat16Winograd = "bfloat16-winograd"
}

/// A pass of a convolution as planned.
enum ConvolutionPass {
  case primitive(PrimitiveDescription)
  case transformed(TransformedPass)
}

/// A pass by our own transforms, of bfloat16 maps.
struct TransformedPass {
  let scratchByteCount: Int
  /// Takes source (or result's gradient), kernel (or result's gradient), target, scratch and maybe a bias.
  let run: ([UnsafeMutableRawPointer]) -> Void
}
