import CDNNL
import Tensors

/// What a tensor in memory consists of.
enum ElementType {
  case float32, bfloat16

  var raw: dnnl_data_type_t { self == .float32 ? dnnl_f32 : dnnl_bf16 }
  var byteCount: Int { self == .float32 ? 4 : 2 }
}

/// How a tensor lies in memory.
struct MemoryDescription {
  private let layout: Layout

  /// What the library's calls take; it lives as long as the description.
  var raw: Layout.Pointer { layout.raw }

  init(_ layout: Layout) { self.layout = layout }

  private init(_ dimensions: [Int], tag: dnnl_format_tag_t, _ type: ElementType = .float32) {
    layout = Layout(dimensions, tag: tag, type)
  }

  /// Row-major order of up to four axes.
  static func plain(_ shape: Shape, _ type: ElementType = .float32) -> MemoryDescription {
    let tags = [dnnl_a, dnnl_ab, dnnl_abc, dnnl_abcd]
    return MemoryDescription(shape.dimensions, tag: tags[shape.rank - 1], type)
  }

  /// A network's input [N, C, H, W]: pictures stay in row-major order, feature maps come in blocks.
  static func input(_ shape: Shape, _ type: ElementType = .float32) -> MemoryDescription {
    shape[1] > 4 ? blocked(shape, type) : plain(shape, type)
  }

  /// Feature maps [N, C, H, W] in blocks of channels, filled up to whole blocks with zeros.
  static func blocked(_ shape: Shape, _ type: ElementType = .float32) -> MemoryDescription {
    let tag = Library.blockSize == 16 ? dnnl_nChw16c : dnnl_nChw8c
    return MemoryDescription(shape.dimensions, tag: tag, type)
  }

  /// Kernels [O, I, H, W] in the order that forward convolutions of ``blocked(_:)`` read.
  static func kernel(_ shape: Shape) -> MemoryDescription {
    let tag =
      switch (Library.blockSize, shape[1] > 4) {
      case (16, true): dnnl_OIhw16i16o
      case (16, false): dnnl_Ohwi16o
      case (_, true): dnnl_OIhw8i8o
      case (_, false): dnnl_Ohwi8o
      }
    return MemoryDescription(shape.dimensions, tag: tag)
  }

  var elementType: ElementType { layout.elementType }

  /// The same feature map of another type.
  func map(of type: ElementType) -> MemoryDescription {
    type == elementType ? self : .input(Shape(extents), type)
  }

  /// The extents of the axes.
  var extents: [Int] { layout.extents }

  /// The same extents in row-major order, of floats.
  var rowMajor: MemoryDescription { .plain(Shape(extents)) }

  /// The same extents in whatever order a primitive prefers.
  func anyLayout(_ type: ElementType) -> MemoryDescription {
    MemoryDescription(extents, tag: dnnl_format_tag_any, type)
  }

  /// The part that begins at `offset` channels and has the extents `shape`.
  func channels(from offset: Int, shape: Shape) -> MemoryDescription {
    MemoryDescription(Layout(part: shape.dimensions, of: layout, at: [0, offset, 0, 0]))
  }

  /// The bytes from the first to the last element, padding included.
  var byteCount: Int { withExtendedLifetime(layout) { dnnl_memory_desc_get_size(layout.raw) } }
}

extension MemoryDescription: Equatable {
  static func == (left: MemoryDescription, right: MemoryDescription) -> Bool {
    withExtendedLifetime((left, right)) { dnnl_memory_desc_equal(left.raw, right.raw) != 0 }
  }
}
