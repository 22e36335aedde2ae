import CDNNL

/// The library's description of a memory: in oneDNN 2, a structure.
final class Layout {
  typealias Pointer = UnsafeMutablePointer<dnnl_memory_desc_t>

  let raw: Pointer

  /// Copies what a query returned.
  init(copying other: UnsafePointer<dnnl_memory_desc_t>) {
    raw = .allocate(capacity: 1)
    raw.initialize(to: other.pointee)
  }

  init(_ extents: [Int], tag: dnnl_format_tag_t, _ type: ElementType) {
    raw = .allocate(capacity: 1)
    raw.initialize(to: dnnl_memory_desc_t())
    let extents = extents.map(Int64.init)
    require(
      dnnl_memory_desc_init_by_tag(raw, Int32(extents.count), extents, type.raw, tag),
      "describing \(extents)"
    )
  }

  /// The part of `extents` that begins at `offsets`.
  init(part extents: [Int], of whole: Layout, at offsets: [Int]) {
    raw = .allocate(capacity: 1)
    raw.initialize(to: dnnl_memory_desc_t())
    require(
      dnnl_memory_desc_init_submemory(
        raw,
        whole.raw,
        extents.map(Int64.init),
        offsets.map(Int64.init)
      ),
      "taking \(extents) from \(offsets)"
    )
  }

  var elementType: ElementType { raw.pointee.data_type == dnnl_bf16 ? .bfloat16 : .float32 }

  var extents: [Int] {
    withUnsafeBytes(of: raw.pointee.dims) { dimensions in
      (0..<Int(raw.pointee.ndims)).map {
        Int(dimensions.load(fromByteOffset: $0 * 8, as: Int64.self))
      }
    }
  }

  deinit { raw.deallocate() }
}
