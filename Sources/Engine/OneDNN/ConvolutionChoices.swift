import CDNNL
package import Recipe

/// Which algorithm was fastest for each convolution, so that later compilations compute the same bits.
///
/// A choice is made once by timing, and holds as long as the object does; whoever keeps the choices
/// of earlier processes enters them first, and hears of new ones through ``onChoice``.
package final class ConvolutionChoices {
  /// The algorithm, by a text that names pass and shapes.
  package private(set) var algorithms: [String: ConvolutionAlgorithm]
  /// Hears of every choice that is made by timing, before it is used.
  package var onChoice: (_ convolution: String, _ algorithm: ConvolutionAlgorithm) -> Void

  package init(
    _ algorithms: [String: ConvolutionAlgorithm] = [:],
    onChoice: @escaping (String, ConvolutionAlgorithm) -> Void = { _, _ in }
  ) {
    self.algorithms = algorithms
    self.onChoice = onChoice
  }

  /// The algorithm kept for a convolution, or the faster one of two, timed now.
  func algorithm(
    for convolution: String,
    winograd: PrimitiveDescription,
    direct: PrimitiveDescription,
    library: Library
  ) -> ConvolutionAlgorithm {
    if let known = algorithms[convolution] { return known }
    let seconds = [winograd, direct].map {
      TimedPrimitive($0, library: library).seconds(repetitions: 3)
    }
    let algorithm: ConvolutionAlgorithm = seconds[0] < seconds[1] ? .winograd : .direct
    algorithms[convolution] = algorithm
    onChoice(convolution, algorithm)
    return algorithm
  }
}

/// A kernel on memory of its own, to be timed.
private struct TimedPrimitive {
  private let primitive: Primitive
  private let library: Library
  private let memories: [Memory]
  private let regions: [ParameterRegion]
  private let arguments: [dnnl_exec_arg_t]

  /// All arguments of a convolution's passes; a pass takes those that its description knows.
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
      let region = ParameterRegion(count: (memory.byteCount + 3) / 4)
      region.base.update(repeating: 0.5, count: region.count)
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
      primitive.execute(arguments, library: library)
      let clock = ContinuousClock()
      return (0..<repetitions).reduce(.infinity) { shortest, _ in
        min(
          shortest,
          clock.measure { primitive.execute(arguments, library: library) } / .seconds(1)
        )
      }
    }
  }
}
