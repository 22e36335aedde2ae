import CDNNL

/// The library's description of a memory: since oneDNN 3, an object that it keeps.
final class Layout {
  typealias Pointer = dnnl_memory_desc_t?

  let raw: Pointer

  /// Copies what a query returned.
  init(copying other: const_dnnl_memory_desc_t) {
    var raw: dnnl_memory_desc_t?
    require(dnnl_memory_desc_clone(&raw, other), "copying a description")
    self.raw = raw
  }

  init(_ extents: [Int], tag: dnnl_format_tag_t, _ type: ElementType) {
    var raw: dnnl_memory_desc_t?
    let extents = extents.map(Int64.init)
    require(
      dnnl_memory_desc_create_with_tag(&raw, Int32(extents.count), extents, type.raw, tag),
      "describing \(extents)"
    )
    self.raw = raw
  }

  /// The part of `extents` that begins at `offsets`.
  init(part extents: [Int], of whole: Layout, at offsets: [Int]) {
    var raw: dnnl_memory_desc_t?
    require(
      dnnl_memory_desc_create_submemory(
        &raw,
        whole.raw,
        extents.map(Int64.init),
        offsets.map(Int64.init)
      ),
      "taking \(extents) from \(offsets)"
    )
    self.raw = raw
  }

  var extents: [Int] {
    var count: Int32 = 0
    require(dnnl_memory_desc_query(raw, dnnl_query_ndims_s32, &count), "asking for a rank")
    var dimensions: UnsafePointer<Int64>?
    require(dnnl_memory_desc_query(raw, dnnl_query_dims, &dimensions), "asking for extents")
    return UnsafeBufferPointer(start: dimensions, count: Int(count)).map { Int($0) }
  }

  var elementType: ElementType {
    var type = dnnl_f32
    require(dnnl_memory_desc_query(raw, dnnl_query_data_type, &type), "asking for a type")
    return type == dnnl_bf16 ? .bfloat16 : .float32
  }

  deinit { dnnl_memory_desc_destroy(raw) }
}
