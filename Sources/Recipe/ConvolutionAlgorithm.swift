/// How the engine computes convolutions, which decides their last bits.
package enum ConvolutionAlgorithm: String, CaseIterable, Hashable, Sendable {
  /// Whichever of the two is faster for a shape, timed once on the machine; the choices are kept
  /// with the run.
  case fastest
  /// Winograd F(4×4, 3×3) where the library has it (3×3 kernels of stride 1), direct elsewhere; rounds
  /// differently from the sum of products.
  case winograd
  /// The defining sum everywhere; slower, and closest to other frameworks' rounding.
  case direct
}
