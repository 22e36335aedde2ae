import CDNNL
import Networks
import Recipe
import Tensors

/// The passes of a convolution between maps of bfloat16.
extension ConvolutionPasses {
  /// The most that a float32 candidate may take beside its operands: more than all maps of bfloat16.
  private static let scratchByteCount = 64 << 20

  var isBFloat16: Bool { source.elementType == .bfloat16 }

  /// The same convolution between maps of a type; the result's as it is if asked for.
  private func of(_ type: ElementType, keepsResult: Bool) -> ConvolutionPasses {
    var passes = self
    passes.source = source.map(of: type)
    if !keepsResult || type == .float32 { passes.result = result.map(of: type) }
    return passes
  }

  /// The pass by the algorithm that was asked for, or by the fastest kernel.
  ///
  /// `preparesKernel` tells whether kernels are brought into the primitive's form in every pass.
  func chooseBFloat16(
    _ pass: String,
    preparesKernel: Bool = true,
    keepsResult: Bool = false,
    _ make: (ConvolutionPasses, dnnl_alg_kind_t) -> PrimitiveDescription?,
    transformed: () -> TransformedPass?
  ) -> ConvolutionPass {
    guard
      let bfloat16 = make(of(.bfloat16, keepsResult: keepsResult), dnnl_convolution_direct)
    else { preconditionFailure("oneDNN has no bfloat16 convolution for \(operation)") }
    let transformed = algorithm != .direct && result.elementType == .bfloat16 ? transformed() : nil
    guard algorithm == .fastest else {
      return transformed.map { .transformed($0) } ?? .primitive(bfloat16)
    }
    let plain = of(.float32, keepsResult: keepsResult)
    var primitives: [ConvolutionKernel: PrimitiveDescription] = [.bfloat16: bfloat16]
    primitives[.direct] = make(plain, dnnl_convolution_direct)
    if fitsWinograd, let winograd = make(plain, dnnl_convolution_winograd),
      winograd.memory(dnnl_query_scratchpad_md)?.byteCount ?? 0 <= Self.scratchByteCount
    {
      primitives[.winograd] = winograd
    }
    var candidates: [(kernel: ConvolutionKernel, work: () -> [any TimedWork])] = []
    func add(_ kernel: ConvolutionKernel) {
      guard let primitive = primitives[kernel] else { return }
      candidates.append((kernel, { work(of: primitive, preparesKernel: preparesKernel) }))
    }
    add(.bfloat16)
    if let transformed {
      let operand = max(source.byteCount, result.byteCount, kernel.byteCount)
      candidates.append(
        (
          .bfloat16Winograd,
          { [TimedTransformedPass(transformed, operand: operand)] }
        )
      )
    }
    add(.direct)
    add(.winograd)
    let chosen = choices.kernel(for: name(of: "bfloat16 \(pass)"), among: candidates)
    if chosen == .bfloat16Winograd, let transformed { return .transformed(transformed) }
    return .primitive(chosen.flatMap { primitives[$0] } ?? bfloat16)
  }

  /// A primitive with the conversions of what it reads and writes.
  private func work(
    of description: PrimitiveDescription,
    preparesKernel: Bool
  ) -> [any TimedWork] {
    let primitives = Primitives(library: library)
    let operands: [(dnnl_query_t, MemoryDescription, isTarget: Bool)] = [
      (dnnl_query_src_md, source, false), (dnnl_query_dst_md, result, true),
      (dnnl_query_diff_dst_md, result, false), (dnnl_query_diff_src_md, source, true),
      (dnnl_query_weights_md, kernel, false), (dnnl_query_diff_weights_md, kernel, true),
    ]
    let copies = operands.compactMap { query, own, isTarget -> TimedPrimitive? in
      guard let other = description.memory(query), other != own,
        preparesKernel || query != dnnl_query_weights_md
      else { return nil }
      return primitives.reorder(isTarget ? other : own, to: isTarget ? own : other)
        .map { TimedPrimitive($0, library: library) }
    }
    return [TimedPrimitive(description, library: library)] + copies
  }
}
