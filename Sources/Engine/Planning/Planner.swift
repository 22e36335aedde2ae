import CDNNL
import Networks
import Recipe
import Tensors

/// Turns a graph into a program for one input shape and mode.
struct Planner {
  let graph: Graph
  var shapes: [Shape]
  let mode: Mode
  let parameters: ParameterStore
  let engine: Engine
  /// Whether NaN goes on through activations and pooling, by loops of our own behind the library's kernels,
  /// and no transform spreads it; finite results stay the same but for the convolutions' rounding.
  let carriesNaN: Bool
  /// What feature maps consist of, but for ``exactNodes``.
  let mapType: ElementType
  /// Nodes whose maps are floats whatever the others are: the last convolution's and what follows it.
  let exactNodes: Set<Graph.NodeID>
  let primitives: Primitives
  var program = Program()
  /// Whether something prepared depends on running statistics.
  var foldsStatistics = false
  /// Each node's value, once planned.
  var values: [BufferID?]
  /// What the backward pass of each layer needs from its forward pass.
  var saved: [Graph.NodeID: Saved] = [:]
  /// The statistics that each normalisation uses.
  var normalizationStatistics: [Graph.NodeID: NormalizationStatistics] = [:]
  /// Normalisations by the nodes of their results, and those results that were computed again.
  var normalizations: [Graph.NodeID: Layer] = [:]
  var recomputedValues: [Graph.NodeID: BufferID] = [:]
  /// The parts of each node's gradient that its readers have computed.
  var contributions: [[Contribution]]
  /// Results of a convolution with ReLU that only a maximum pooling reads.
  ///
  /// Where the maximum is positive the ReLU passes, so its mask is read off the smaller pooled map,
  /// and the convolution's result need not be kept.
  var pooledReLUs: Set<Graph.NodeID> = []
  /// Buffers that results have to go to.
  var places: [Graph.NodeID: BufferID] = [:]
  /// The parameters' gradients that slices of a block have given, while it is planned.
  var partialGradients: [String: (layer: Layer, parts: [BufferID])]?
  /// The gradients of parameters, which the optimiser reads after the backward pass.
  var gradients: [BufferID] = []
  /// Residual sums that are kept for the backward pass; others are computed again.
  var keptSums: Set<Graph.NodeID> = []
  /// Maps that concatenations enlarge in place, each node's step in them, and their buffers.
  let growingMaps: [GrowingMap]
  let growingPositions: [Graph.NodeID: (map: Int, step: Int)]
  var plannedGrowingMaps: [Int: PlannedGrowingMap] = [:]

  struct Saved {
    var description: PrimitiveDescription?
    /// Pooling's positions.
    var workspace: BufferID?
  }

  struct Contribution {
    let buffer: BufferID
    /// Whether nobody else reads the buffer, so that it may be changed in place.
    let isOwn: Bool
  }

  init(
    graph: Graph,
    shapes: [Shape],
    mode: Mode,
    parameters: ParameterStore,
    engine: Engine,
    carriesNaN: Bool = false
  ) {
    (self.graph, self.shapes, self.mode) = (graph, shapes, mode)
    (self.parameters, self.engine, self.carriesNaN) = (parameters, engine, carriesNaN)
    mapType = engine.precision == .bfloat16 && !carriesNaN ? .bfloat16 : .float32
    exactNodes = mapType == .bfloat16 ? graph.exactNodes : []
    primitives = Primitives(library: engine.library)
    values = Array(repeating: nil, count: graph.nodes.count)
    contributions = Array(repeating: [], count: graph.nodes.count)
    growingMaps = graph.growingMaps(blockSize: Library.blockSize, shapes: shapes)
    growingPositions = growingMaps.enumerated().reduce(into: [:]) { positions, map in
      for (step, concatenation) in map.element.steps.enumerated() {
        positions[concatenation.node] = (map.offset, step)
      }
    }
  }

  /// The buffers that a caller fills and reads, all in row-major order.
  struct Interface {
    let input, output: BufferID
    var outputGradient: BufferID?
    var inputGradient: BufferID?
  }

  /// Plans everything.
  mutating func plan() -> (program: Program, interface: Interface) {
    let layers = graph.layers(
      // Folded into a kernel, a normalisation may bring values back that are too large before it.
      isInference: mode.trainsFrom == nil && mode.batchNormalization == .evaluate && !carriesNaN
    )
    let input = program.buffer(.plain(shapes[0]))
    program.touch(input)
    values[graph.input] = converted(input, to: mapDescription(of: graph.input))
    pooledReLUs = pooledReLUs(layers)
    keptSums = keptSums(layers)
    var blocks = slicedBlocks(layers)
    for index in blocks.indices { planForward(&blocks[index]) }
    let others = layers.dropFirst(blocks.reduce(0) { $0 + $1.layers.count })
    for layer in others { planForward(layer) }
    let plainOutput = MemoryDescription.plain(shapes[graph.output])
    let output = converted(value(graph.output), to: plainOutput)
    program.touch(output)
    program.endForwardPass()
    var interface = Interface(input: input, output: output)
    guard mode.trainsFrom != nil else { return (program, interface) }

    let gradient = program.buffer(plainOutput)
    program.touch(gradient)
    contributions[graph.output] = [
      Contribution(
        buffer: converted(gradient, to: description(of: value(graph.output))),
        isOwn: true
      )
    ]
    let needed = nodesWithGradient()
    for layer in others.reversed() where needed[layer.result] {
      planBackward(layer, needed: needed)
    }
    for block in blocks.reversed() where needed[block.result] {
      planBackward(block, needed: needed)
    }
    for gradient in gradients { program.touch(gradient) }
    interface.outputGradient = gradient
    if mode.computesInputGradient {
      let gradient = converted(takeGradient(graph.input).buffer, to: .plain(shapes[0]))
      program.touch(gradient)
      interface.inputGradient = gradient
    }
    return (program, interface)
  }

  func value(_ node: Graph.NodeID) -> BufferID {
    guard let buffer = values[node] else { preconditionFailure("node \(node) has no value yet") }
    return buffer
  }

  func description(of buffer: BufferID) -> MemoryDescription {
    program.buffers[buffer].description
  }

  /// A new feature map of a node's shape.
  mutating func featureMap(of node: Graph.NodeID) -> BufferID {
    places[node] ?? program.buffer(mapDescription(of: node))
  }

  /// How a node's map lies in memory.
  func mapDescription(of node: Graph.NodeID) -> MemoryDescription {
    let type = exactNodes.contains(node) ? .float32 : mapType
    return node == graph.input ? .input(shapes[node], type) : .blocked(shapes[node], type)
  }

  /// The buffer itself, or a copy in another layout.
  mutating func converted(
    _ buffer: BufferID,
    to layout: MemoryDescription,
    isPreparation: Bool = false
  ) -> BufferID {
    guard description(of: buffer) != layout else { return buffer }
    let copy = program.buffer(layout, in: isPreparation ? .permanent : .arena)
    self.copy(buffer, to: copy, isPreparation: isPreparation)
    return copy
  }

  /// Plans a copy, through row-major order where the library knows no direct way.
  mutating func copy(_ source: BufferID, to target: BufferID, isPreparation: Bool = false) {
    let layout = description(of: target)
    if let reorder = primitives.reorder(description(of: source), to: layout) {
      program.run(
        reorder,
        [(DNNL_ARG_FROM, source), (DNNL_ARG_TO, target)],
        isPreparation: isPreparation
      )
      return
    }
    let plain = layout.rowMajor
    precondition(description(of: source) != plain, "no reorder from row-major order")
    copy(
      converted(source, to: plain, isPreparation: isPreparation),
      to: target,
      isPreparation: isPreparation
    )
  }

  private func pooledReLUs(_ layers: [Layer]) -> Set<Graph.NodeID> {
    let pooled = layers.filter { layer in
      guard layer.hasFusedReLU, case .convolution = graph.nodes[layer.node].operation else {
        return false
      }
      let readers = graph.readers(of: layer.result)
      guard readers.count == 1, case .maxPool = readers[0].operation else { return false }
      return true
    }
    return Set(pooled.map(\.result))
  }

  /// Whether the backward pass must compute each node's gradient.
  private func nodesWithGradient() -> [Bool] {
    var needed: [Bool] = []
    for (index, node) in graph.nodes.enumerated() {
      let trains = mode.trainsFrom.map { index >= $0 } ?? false
      let own = trains && node.parameters.contains(where: \.isTrainable)
      let input = index == graph.input && mode.computesInputGradient
      needed.append(own || input || node.inputs.contains { needed[$0] })
    }
    return needed
  }

  /// The whole gradient of a node, summed over its readers.
  mutating func takeGradient(_ node: Graph.NodeID) -> Contribution {
    let parts = contributions[node]
    contributions[node] = []
    guard let first = parts.first else { preconditionFailure("node \(node) has no gradient") }
    guard parts.count > 1 else { return first }
    let total = program.buffer(description(of: first.buffer))
    planSum(of: parts.map(\.buffer), to: total)
    return Contribution(buffer: total, isOwn: true)
  }
}
