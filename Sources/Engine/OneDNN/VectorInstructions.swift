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

  /// Whether they include products of bfloat16.
  static let hasBFloat16 =
    dnnl_get_effective_cpu_isa().rawValue & dnnl_cpu_isa_avx512_core_bf16.rawValue
    == dnnl_cpu_isa_avx512_core_bf16.rawValue

  /// The instruction set that oneDNN uses, spelled as ONEDNN_MAX_CPU_ISA takes it; by its number where it is one
  /// that not all versions of the library know.
  static let name: String = {
    let set = dnnl_get_effective_cpu_isa()
    let names: [(dnnl_cpu_isa_t, String)] = [
      (dnnl_cpu_isa_sse41, "SSE41"), (dnnl_cpu_isa_avx, "AVX"), (dnnl_cpu_isa_avx2, "AVX2"),
      (dnnl_cpu_isa_avx2_vnni, "AVX2_VNNI"), (dnnl_cpu_isa_avx512_core, "AVX512_CORE"),
      (dnnl_cpu_isa_avx512_core_vnni, "AVX512_CORE_VNNI"),
      (dnnl_cpu_isa_avx512_core_bf16, "AVX512_CORE_BF16"),
      (dnnl_cpu_isa_avx512_core_amx, "AVX512_CORE_AMX"),
    ]
    return names.first { $0.0.rawValue == set.rawValue }?.1
      ?? "oneDNN's set 0x\(String(set.rawValue, radix: 16))"
  }()
}
