import CDNNL

/// Products of many matrices at addresses that each call gives.
final class MatrixProducts {
  private let primitive: Primitive
  private let memories: [Memory]
  private let arguments: [dnnl_exec_arg_t]
  private let library: Library
  var scratchByteCount: Int { primitive.scratchpad?.byteCount ?? 0 }

  init(
    _ left: MemoryDescription,
    _ right: MemoryDescription,
    to result: MemoryDescription,
    adds: Bool = false,
    library: Library
  ) {
    let description = Primitives(library: library).product(left, right, to: result, adds: adds)
    primitive = Primitive(description)
    let parts =
      [(left, DNNL_ARG_SRC), (right, DNNL_ARG_WEIGHTS), (result, DNNL_ARG_DST)]
      + (primitive.scratchpad.map { [($0, DNNL_ARG_SCRATCHPAD)] } ?? [])
    let memories = parts.map { Memory($0.0, at: nil, library: library) }
    arguments = zip(parts, memories).map { dnnl_exec_arg_t(arg: $0.1, memory: $1.raw) }
    (self.memories, self.library) = (memories, library)
  }

  func multiply(
    _ left: UnsafeMutableRawPointer,
    _ right: UnsafeMutableRawPointer,
    into result: UnsafeMutableRawPointer,
    scratch: UnsafeMutableRawPointer
  ) {
    for (memory, address) in zip(memories, [left, right, result, scratch]) {
      memory.bind(to: address)
    }
    primitive.execute(arguments, library: library)
  }
}
