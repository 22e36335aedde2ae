import CDNNL

/// The widest vector instructions that this processor has and oneDNN is allowed to use.
package enum VectorInstructions: Sendable {
  case avx512
  case avx2
  /// Others, which may be another family's.
  case other

  package static let current: VectorInstructions = {
    // The instruction sets are bit sets: all of AVX-512's contain avx512_core's bits.
    let widest = dnnl_get_effective_cpu_isa().rawValue
    func contains(_ set: dnnl_cpu_isa_t) -> Bool { widest & set.rawValue == set.rawValue }
    return contains(dnnl_cpu_isa_avx512_core)
      ? .avx512 : contains(dnnl_cpu_isa_avx2) ? .avx2 : .other
  }()
}
