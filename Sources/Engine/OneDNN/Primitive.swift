import CDNNL

/// What oneDNN chose for an operation of given shapes, ready to be created.
final class PrimitiveDescription {
  let raw: dnnl_primitive_desc_t?

  init(_ raw: dnnl_primitive_desc_t?) { self.raw = raw }

  deinit { dnnl_primitive_desc_destroy(raw) }

  /// What a call chose; nil where the library has no implementation.
  convenience init?(_ status: dnnl_status_t, _ raw: dnnl_primitive_desc_t?) {
    guard status == dnnl_success else {
      precondition(status == dnnl_unimplemented, "oneDNN: status \(status.rawValue) when choosing")
      return nil
    }
    self.init(raw)
  }

  /// A memory that the operation reads or writes; nil where it has none of the kind.
  func memory(_ what: dnnl_query_t, index: Int32 = 0) -> MemoryDescription? {
    withExtendedLifetime(self) {
      guard let description = dnnl_primitive_desc_query_md(raw, what, index) else { return nil }
      let memory = MemoryDescription(Layout(copying: description))
      return memory.byteCount == 0 ? nil : memory
    }
  }

  /// The implementation's name in the library, such as `jit_wino_4x3:avx512_core`.
  var implementation: String {
    withExtendedLifetime(self) {
      var name: UnsafePointer<CChar>?
      let status = dnnl_primitive_desc_query(raw, dnnl_query_impl_info_str, 0, &name)
      guard status == dnnl_success, let name else { return "unknown" }
      return String(cString: name)
    }
  }
}

/// Options of a primitive: fused operations, and scratch memory that the caller owns.
final class PrimitiveAttributes {
  let raw: dnnl_primitive_attr_t?
  private var postOperations: dnnl_post_ops_t?

  /// Fuses a sum with what the result's memory holds, then a ReLU.
  init(adds: Bool = false, relu: Bool = false) {
    var attributes: dnnl_primitive_attr_t?
    require(dnnl_primitive_attr_create(&attributes), "creating attributes")
    require(
      dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
      "setting the scratchpad mode"
    )
    raw = attributes
    guard adds || relu else { return }
    require(dnnl_post_ops_create(&postOperations), "creating fused operations")
    if adds { require(PostOperations.appendSum(to: postOperations), "fusing a sum") }
    if relu { require(PostOperations.appendReLU(to: postOperations), "fusing a ReLU") }
    require(
      dnnl_primitive_attr_set_post_ops(attributes, postOperations),
      "setting fused operations"
    )
  }

  deinit {
    if postOperations != nil { dnnl_post_ops_destroy(postOperations) }
    dnnl_primitive_attr_destroy(raw)
  }
}

/// A compiled kernel.
final class Primitive {
  private let raw: dnnl_primitive_t?
  let scratchpad: MemoryDescription?
  let implementation: String

  init(_ description: PrimitiveDescription) {
    var raw: dnnl_primitive_t?
    withExtendedLifetime(description) {
      require(
        dnnl_primitive_create(&raw, description.raw),
        "creating \(description.implementation)"
      )
    }
    self.raw = raw
    scratchpad = description.memory(dnnl_query_scratchpad_md)
    implementation = description.implementation
  }

  deinit { dnnl_primitive_destroy(raw) }

  func execute(_ arguments: [dnnl_exec_arg_t], library: Library) {
    require(
      dnnl_primitive_execute(raw, library.stream, Int32(arguments.count), arguments),
      "running \(implementation)"
    )
  }
}

/// A description bound to an address.
final class Memory {
  let raw: dnnl_memory_t?

  init(_ description: MemoryDescription, at address: UnsafeMutableRawPointer?, library: Library) {
    var raw: dnnl_memory_t?
    withExtendedLifetime(description) {
      require(
        dnnl_memory_create(&raw, description.raw, library.engine, address),
        "creating a memory"
      )
    }
    self.raw = raw
  }

  func bind(to address: UnsafeMutableRawPointer) {
    require(dnnl_memory_set_data_handle(raw, address), "binding a memory")
  }

  deinit { dnnl_memory_destroy(raw) }
}
