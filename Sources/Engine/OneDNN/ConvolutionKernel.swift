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

  /// Whether it reads the kernel in a form that holds until the kernel changes.
  var keepsKernel: Bool {
    if case .transformed(let pass) = self { pass.preparation?.isKept ?? true } else { true }
  }
}

/// A pass by our own transforms, of bfloat16 maps.
struct TransformedPass {
  /// What has to be done to the kernel.
  let preparation: Preparation?
  let scratchByteCount: Int
  /// Takes source (or result's gradient), prepared kernel (or result's gradient), target, scratch and maybe a bias.
  let run: ([UnsafeMutableRawPointer]) -> Void

  struct Preparation {
    /// What a prepared kernel takes.
    let byteCount: Int
    /// Whether it is kept until the kernel changes, and not made in every pass.
    let isKept: Bool
    let run: (_ kernel: UnsafeMutableRawPointer, _ prepared: UnsafeMutableRawPointer) -> Void
  }
}
