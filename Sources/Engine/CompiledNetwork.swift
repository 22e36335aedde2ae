import CDNNL
package import Networks
import Recipe
package import Tensors

/// A network made ready to run for one input shape and mode: kernels chosen, memory planned.
///
/// Parameters are read from the store it was compiled with, which finds their gradients here. Where these or
/// an input are no numbers, or beyond all usual magnitudes, another program runs in which NaN goes on through
/// activations and pooling as in PyTorch; the library's fused kernels lose it.
package final class CompiledNetwork {
  package let inputShape: Shape
  package let outputShape: Shape
  package let mode: Mode
  /// The exact working memory, gradients and scratch space of kernels included, parameters not.
  package let workingByteCount: Int
  /// What the network holds beside it as long as it lives: parameters as its kernels take them.
  package let permanentByteCount: Int
  private let engine: Engine
  private let parameters: ParameterStore
  let program: Program
  private let interface: Planner.Interface
  private let offsets: [BufferID: Int]
  private let memories: [Memory]
  private let arguments: [[dnnl_exec_arg_t]]
  private let permanent: [BufferID: ParameterRegion]
  private var addresses: [UnsafeMutableRawPointer?]
  private var boundGeneration = -1
  private let foldsStatistics: Bool
  /// The versions of parameters and of folded statistics that preparations were made of.
  private var preparedVersion = (parameters: -1, statistics: -1)
  private let graph: Graph
  private let shapes: [Shape]
  private let carriesNaN: Bool
  /// The gradients of parameters that change no more once the instructions before `end` have run.
  private lazy var stretches = program.stretches()
  /// The seconds of every instruction's last run; measured once it is not nil.
  var instructionSeconds: [Double]?
  /// The program in which NaN goes on, once it was needed, and whether the last forward pass was its.
  private var careful: CompiledNetwork?
  private var ranCarefully = false

  /// Compiles `graph` for inputs [N, C, H, W].
  ///
  /// - Throws: ``NetworkError`` where the shape does not fit the network.
  package convenience init(
    _ graph: Graph,
    parameters: ParameterStore,
    inputShape: Shape,
    mode: Mode,
    engine: Engine
  ) throws(NetworkError) {
    let graph = graph.averagingBeforePointwiseConvolutions(keepingApart: mode.trainsFrom)
    self.init(
      graph,
      shapes: try graph.shapes(input: inputShape),
      parameters: parameters,
      mode: mode,
      engine: engine,
      carriesNaN: false
    )
  }

  /// Compiles a graph for the shapes of its nodes.
  private init(
    _ graph: Graph,
    shapes: [Shape],
    parameters: ParameterStore,
    mode: Mode,
    engine: Engine,
    carriesNaN: Bool
  ) {
    var planner = Planner(
      graph: graph,
      shapes: shapes,
      mode: mode,
      parameters: parameters,
      engine: engine,
      carriesNaN: carriesNaN
    )
    (program, interface) = planner.plan()
    foldsStatistics = planner.foldsStatistics
    (self.graph, self.shapes, self.carriesNaN) = (graph, shapes, carriesNaN)
    (self.engine, self.parameters, self.mode) = (engine, parameters, mode)
    (inputShape, outputShape) = (shapes[graph.input], shapes[graph.output])

    let (plan, indices) = program.memoryPlan()
    offsets = indices.mapValues { plan.offsets[$0] }
    let library = engine.library
    memories = program.buffers.map { buffer in
      Memory(buffer.description, at: nil, library: library)
    }
    let memories = memories
    arguments = program.instructions.map { instruction in
      instruction.arguments.map { dnnl_exec_arg_t(arg: $0.name, memory: memories[$0.buffer].raw) }
    }
    addresses = Array(repeating: nil, count: memories.count)
    var permanent: [BufferID: ParameterRegion] = [:]
    for (id, buffer) in program.buffers.enumerated() {
      if case .permanent = buffer.place {
        permanent[id] = ParameterRegion(count: (buffer.description.byteCount + 3) / 4)
      }
    }
    self.permanent = permanent
    permanentByteCount = permanent.values.reduce(0) { $0 + $1.byteCount }
    workingByteCount = plan.byteCount
  }

  /// The names of the kernels that run, in order, such as `jit_wino_4x3:avx512_core`.
  package var implementations: [String] {
    program.instructions.compactMap {
      if case .primitive(let primitive) = $0.kernel { primitive.implementation } else { nil }
    }
  }

  /// Computes the output [N, D, H′, W′] of an input [N, C, H, W].
  package func forward(_ input: Tensor) -> Tensor {
    precondition(input.shape == inputShape, "compiled for \(inputShape), got \(input.shape)")
    ranCarefully = !carriesNaN && needsCare(input)
    if ranCarefully { return carefulNetwork().forward(input) }
    bind()
    engine.owner = ObjectIdentifier(self)
    engine.gradientOwner = nil
    write(input, to: interface.input)
    run(0..<program.forwardEnd)
    preparedVersion = currentVersion
    if mode.batchNormalization == .train { parameters.noteStatisticsChange() }
    return read(interface.output, shape: outputShape)
  }

  /// Computes the gradients of the last forward pass from the output's, [N, D, H′, W′].
  ///
  /// Trained parameters' gradients replace those in the store, until a network of the engine runs
  /// again. No other network of the engine may have run in between. `finished` hears from which of the
  /// trainable values on the gradients change no more, again and again, down to the first trained one.
  /// - Returns: the input's gradient [N, C, H, W], if the mode asks for it.
  @discardableResult
  package func backward(
    _ outputGradient: Tensor,
    finished: ((Int) -> Void)? = nil
  ) -> Tensor? {
    if ranCarefully { return carefulNetwork().backward(outputGradient, finished: finished) }
    guard let target = interface.outputGradient else {
      preconditionFailure("compiled without a backward pass")
    }
    precondition(
      engine.owner == ObjectIdentifier(self),
      "another network ran since the forward pass"
    )
    precondition(
      outputGradient.shape == outputShape,
      "\(outputGradient.shape) for output \(outputShape)"
    )
    engine.owner = nil
    write(outputGradient, to: target)
    engine.gradientOwner = ObjectIdentifier(parameters)
    parameters.takeComputedGradients()
    var next = program.forwardEnd
    if let finished {
      for stretch in stretches {
        run(next..<stretch.end)
        next = stretch.end
        finished(stretch.first)
      }
    }
    run(next..<program.instructions.count)
    return interface.inputGradient.map { read($0, shape: inputShape) }
  }

  /// Whether what the network is about to compute may hold values that are no numbers.
  private func needsCare(_ input: Tensor) -> Bool {
    let usesStatistics = mode.batchNormalization == .evaluate
    guard parameters.isOrdinary(withStatistics: usesStatistics) else { return true }
    let largest = input.withUnsafeValues { Parallel.largestMagnitude(of: $0) }
    return !(largest <= ParameterStore.ordinaryLimit)
  }

  private func carefulNetwork() -> CompiledNetwork {
    if let careful { return careful }
    let network = CompiledNetwork(
      graph,
      shapes: shapes,
      parameters: parameters,
      mode: mode,
      engine: engine,
      carriesNaN: true
    )
    careful = network
    return network
  }

  private var currentVersion: (parameters: Int, statistics: Int) {
    (parameters.version, foldsStatistics ? parameters.statisticsVersion : 0)
  }

  private func run(_ range: Range<Int>) {
    let isPrepared = preparedVersion == currentVersion
    for index in range {
      let instruction = program.instructions[index]
      if instruction.isPreparation, isPrepared { continue }
      guard instructionSeconds != nil else {
        run(instruction, index)
        continue
      }
      let duration = ContinuousClock().measure { run(instruction, index) }
      instructionSeconds?[index] = duration / .seconds(1)
    }
  }

  private func run(_ instruction: Program.Instruction, _ index: Int) {
    switch instruction.kernel {
    case .primitive(let primitive):
      primitive.execute(arguments[index], library: engine.library)
    case .closure(let body):
      body(instruction.arguments.map { address($0.buffer) })
    }
  }

  /// Points every memory at its place, again after the shared memory has moved.
  private func bind() {
    engine.arena.reserve(workingByteCount)
    guard engine.arena.generation != boundGeneration else { return }
    for (id, buffer) in program.buffers.enumerated() {
      switch buffer.place {
      case .fixed(let address): addresses[id] = address
      case .permanent: addresses[id] = (permanent[id]?.base).map { UnsafeMutableRawPointer($0) }
      case .arena, .arenaOffset:
        guard let base = engine.arena.base, let offset = offsets[id] else { continue }
        addresses[id] = base + offset
      case .view:
        let root = program.root(of: id)
        addresses[id] = addresses[root.buffer].map { $0 + root.offset }
      }
      if let address = addresses[id] { memories[id].bind(to: address) }
    }
    boundGeneration = engine.arena.generation
  }

  private func address(_ buffer: BufferID) -> UnsafeMutableRawPointer {
    guard let address = addresses[buffer] else {
      preconditionFailure("buffer \(buffer) was never placed")
    }
    return address
  }

  private func write(_ tensor: Tensor, to buffer: BufferID) {
    let target = address(buffer).assumingMemoryBound(to: Float.self)
    tensor.withUnsafeValues { values in
      guard let source = values.baseAddress else { return }
      Parallel.forEachPiece(of: values.count, granularity: 1 << 14) { piece in
        let count = piece.count
        (target + piece.lowerBound).update(from: source + piece.lowerBound, count: count)
      }
    }
  }

  private func read(_ buffer: BufferID, shape: Shape) -> Tensor {
    Tensor(shape: shape) { values in
      UnsafeMutableRawBufferPointer(values).copyMemory(
        from: UnsafeRawBufferPointer(start: address(buffer), count: values.count * 4)
      )
    }
  }
}
