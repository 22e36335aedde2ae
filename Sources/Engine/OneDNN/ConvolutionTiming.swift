import CDNNL

/// A primitive on memory of its own, to be timed.
struct TimedPrimitive {
  private let primitive: Primitive
  private let library: Library
  private let memories: [Memory]
  private let regions: [ParameterRegion]
  private let arguments: [dnnl_exec_arg_t]

  /// All arguments of copies and of convolutions' passes; a primitive takes those that its description knows.
  private static let parts: [(dnnl_query_t, Int32)] = [
    (dnnl_query_src_md, DNNL_ARG_SRC), (dnnl_query_weights_md, DNNL_ARG_WEIGHTS),
    (dnnl_query_dst_md, DNNL_ARG_DST), (dnnl_query_diff_src_md, DNNL_ARG_DIFF_SRC),
    (dnnl_query_diff_weights_md, DNNL_ARG_DIFF_WEIGHTS),
    (dnnl_query_diff_dst_md, DNNL_ARG_DIFF_DST), (dnnl_query_scratchpad_md, DNNL_ARG_SCRATCHPAD),
  ]

  init(_ description: PrimitiveDescription, library: Library) {
    primitive = Primitive(description)
    self.library = library
    var (memories, regions) = ([Memory](), [ParameterRegion]())
    var arguments: [dnnl_exec_arg_t] = []
    func add(_ memory: MemoryDescription, _ argument: Int32) {
      let region = ParameterRegion(halves: memory.byteCount)
      let bound = Memory(memory, at: UnsafeMutableRawPointer(region.base), library: library)
      regions.append(region)
      memories.append(bound)
      arguments.append(dnnl_exec_arg_t(arg: argument, memory: bound.raw))
    }
    for (query, argument) in Self.parts {
      if let memory = description.memory(query) { add(memory, argument) }
    }
    if let bias = description.memory(dnnl_query_weights_md, index: 1) { add(bias, DNNL_ARG_BIAS) }
    if let bias = description.memory(dnnl_query_diff_weights_md, index: 1) {
      add(bias, DNNL_ARG_DIFF_BIAS)
    }
    (self.memories, self.regions, self.arguments) = (memories, regions, arguments)
  }

  /// The shortest of some runs after one that is not counted.
  func seconds(repetitions: Int) -> Double {
    withExtendedLifetime((memories, regions)) {
      shortest(of: repetitions) { primitive.execute(arguments, library: library) }
    }
  }
}

extension TransformedPass {
  /// The shortest of some runs after one that is not counted, with operands of so many bytes.
  func seconds(repetitions: Int, operands: [Int]) -> Double {
    let regions = (operands + [scratchByteCount]).map { ParameterRegion(halves: $0) }
    return withExtendedLifetime(regions) {
      let addresses = regions.map { UnsafeMutableRawPointer($0.base) }
      return shortest(of: repetitions) { run(addresses) }
    }
  }
}

extension ParameterRegion {
  /// A region of so many bytes, every float of which is a half.
  fileprivate convenience init(halves byteCount: Int) {
    self.init(count: (byteCount + 3) / 4)
    base.update(repeating: 0.5, count: count)
  }
}

private func shortest(of repetitions: Int, _ body: () -> Void) -> Double {
  body()
  let clock = ContinuousClock()
  return (0..<repetitions).reduce(.infinity) { shortest, _ in
    min(shortest, clock.measure(body) / .seconds(1))
  }
}
