internal import Networks
internal import Tensors

/// A growing map as planned: its buffer, its channels' statistics, its gradient.
struct PlannedGrowingMap {
  let map: GrowingMap
  let buffer: BufferID
  /// The batch's mean and variance of every channel, where normalisations use them.
  let statistics: (mean: BufferID, variance: BufferID)?
  /// All channels' gradient, once a reader of the complete map has computed it.
  var gradient: BufferID?
}

extension Planner {
  /// Where a node stands in a growing map.
  private func position(_ node: Graph.NodeID) -> (map: Int, step: Int)? {
    growingPositions[node]
  }

  /// Whether a normalisation reads a growing map.
  func readsGrowingMap(_ layer: Layer) -> Bool {
    position(graph.nodes[layer.node].inputs[0]) != nil
  }

  // MARK: - Forward

  /// Plans one concatenation: the new channels are copied behind those that are there.
  mutating func planGrowth(_ layer: Layer) -> Bool {
    guard let (index, step) = position(layer.node) else { return false }
    if step == 0 {
      let map = growingMaps[index]
      let channels = shapes[map.last][1]
      let planned = PlannedGrowingMap(
        map: map,
        buffer: featureMap(of: map.last),
        statistics: mode.batchNormalization == .train
          ? (program.buffer(.plain([channels])), program.buffer(.plain([channels]))) : nil
      )
      plannedGrowingMaps[index] = planned
      planCopy(of: map.start, into: planned, from: 0)
    }
    guard let planned = plannedGrowingMaps[index] else { preconditionFailure("no map \(index)") }
    let part = planned.map.steps[step].part
    planCopy(of: part, into: planned, from: shapes[layer.node][1] - shapes[part][1])
    values[layer.node] = planned.buffer
    return true
  }

  private mutating func planCopy(
    of part: Graph.NodeID,
    into map: PlannedGrowingMap,
    from channel: Int
  ) {
    let shape = shapes[part]
    let (cells, total) = (shape[2] * shape[3], shapes[map.map.last][1])
    let statistics = map.statistics.map { [$0.mean, $0.variance] } ?? []
    let extents = NormalizationLoops.Extents(
      imageCount: shape[0],
      channelCount: shape[1],
      cellCount: cells
    )
    program.run(reading: [value(part), map.buffer] + statistics) { addresses in
      let vector = channel / NormalizationLoops.Lanes.scalarCount
      let vectors = addresses.map { $0.assumingMemoryBound(to: NormalizationLoops.Lanes.self) }
      NormalizationLoops.copy(
        .init(addresses[0], channels: extents.channelCount, cells: cells),
        to: .init(addresses[1], channels: total, cells: cells, from: channel),
        extents,
        statistics: vectors.count > 2 ? (vectors[2] + vector, vectors[3] + vector) : nil
      )
    }
  }

  /// Plans a normalisation that reads some channels of a growing map.
  mutating func planGrowingNormalization(
    _ normalization: BatchNormalization,
    _ layer: Layer,
    result: BufferID
  ) {
    planNormalizedChannels(normalization, layer, to: result)
    guard let statistics = planned(layer).statistics else { return }
    let name = graph.nodes[layer.node].name
    let shape = shapes[layer.node]
    planRunningStatistics(
      normalization,
      sampleCount: shape[0] * shape[2] * shape[3],
      batch: statistics,
      running: (parameter("\(name).running_mean"), parameter("\(name).running_var"))
    )
  }

  private mutating func planNormalizedChannels(
    _ normalization: BatchNormalization,
    _ layer: Layer,
    to result: BufferID
  ) {
    let (extents, total) = (extents(of: layer), shapes[planned(layer).map.last][1])
    let relu = layer.hasFusedReLU
    program.run(
      reading: [planned(layer).buffer, result] + statisticsAndParameters(of: layer)
    ) { addresses in
      NormalizationLoops.normalize(
        .init(addresses[0], channels: total, cells: extents.cellCount),
        .init(addresses[2...], epsilon: normalization.epsilon, relu: relu),
        extents,
        to: .init(addresses[1], channels: extents.channelCount, cells: extents.cellCount)
      )
    }
  }

  private func planned(_ layer: Layer) -> PlannedGrowingMap {
    guard let (index, _) = position(graph.nodes[layer.node].inputs[0]),
      let planned = plannedGrowingMaps[index]
    else { preconditionFailure("node \(layer.node) reads no growing map") }
    return planned
  }

  private func extents(of layer: Layer) -> NormalizationLoops.Extents {
    let shape = shapes[layer.node]
    return .init(imageCount: shape[0], channelCount: shape[1], cellCount: shape[2] * shape[3])
  }

  /// Mean, variance, scale and shift.
  private mutating func statisticsAndParameters(of layer: Layer) -> [BufferID] {
    let name = graph.nodes[layer.node].name
    let statistics =
      planned(layer).statistics.map { [$0.mean, $0.variance] }
      ?? [parameter("\(name).running_mean"), parameter("\(name).running_var")]
    return statistics + [parameter("\(name).weight"), parameter("\(name).bias")]
  }

  // MARK: - Backward

  /// The result of a normalisation of a growing map, computed again; nil for other nodes.
  ///
  /// Results of all layers of a block together would be many times the map itself.
  mutating func recomputed(_ node: Graph.NodeID) -> BufferID? {
    guard let layer = recomputable[node],
      case .batchNormalization(let normalization) = graph.nodes[layer.node].operation
    else { return nil }
    let result = featureMap(of: node)
    planNormalizedChannels(normalization, layer, to: result)
    return result
  }

  /// Plans the gradients of the parts that a concatenation joins.
  mutating func planGrowthBackward(_ layer: Layer, needed: [Bool]) -> Bool {
    guard let (index, step) = position(layer.node), var planned = plannedGrowingMaps[index] else {
      return false
    }
    if layer.node == planned.map.last {
      let gradient = takeGradient(layer.node)
      planned.gradient = gradient.buffer
      if !gradient.isOwn {
        let own = featureMap(of: layer.node)
        copy(gradient.buffer, to: own)
        planned.gradient = own
      }
      plannedGrowingMaps[index] = planned
    }
    guard let gradient = planned.gradient else {
      preconditionFailure("the map of node \(layer.node) has no gradient")
    }
    let part = planned.map.steps[step].part
    var sources = [(part, shapes[layer.node][1] - shapes[part][1])]
    if step == 0 { sources.append((planned.map.start, 0)) }
    for (node, channel) in sources where needed[node] {
      let slice = description(of: gradient).channels(from: channel, shape: shapes[node])
      let result = featureMap(of: node)
      copy(program.buffer(slice, in: .view(of: gradient)), to: result)
      contributions[node].append(Contribution(buffer: result, isOwn: true))
    }
    return true
  }

  /// Plans the gradients of a normalisation that reads some channels of a growing map.
  mutating func planGrowingNormalizationBackward(
    _ normalization: BatchNormalization,
    _ layer: Layer,
    _ gradient: BufferID,
    isNeeded: Bool
  ) {
    let planned = planned(layer)
    let source = graph.nodes[layer.node].inputs[0]
    let isComplete = source == planned.map.last
    let target = !isNeeded ? nil : isComplete ? featureMap(of: source) : planned.gradient
    precondition(!isNeeded || target != nil, "the map of node \(source) has no gradient")
    let name = graph.nodes[layer.node].name
    let parameterGradients = ["weight", "bias"].map { gradientBuffer("\(name).\($0)", layer) }
    let (extents, total) = (extents(of: layer), shapes[planned.map.last][1])
    let (relu, usesBatch) = (layer.hasFusedReLU, planned.statistics != nil)
    program.run(
      reading: [planned.buffer, gradient] + statisticsAndParameters(of: layer)
        + parameterGradients + (target.map { [$0] } ?? [])
    ) { addresses in
      let cells = extents.cellCount
      let vectors = addresses.map { $0.assumingMemoryBound(to: NormalizationLoops.Lanes.self) }
      NormalizationLoops.differentiate(
        .init(addresses[0], channels: total, cells: cells),
        .init(addresses[2..<6], epsilon: normalization.epsilon, relu: relu),
        extents,
        .init(
          result: .init(addresses[1], channels: extents.channelCount, cells: cells),
          source: addresses.count > 8
            ? .init(addresses[8], channels: total, cells: cells) : nil,
          accumulates: !isComplete,
          scale: vectors[6],
          shift: vectors[7]
        ),
        usesBatchStatistics: usesBatch
      )
    }
    if isNeeded, isComplete, let target {
      contributions[source].append(Contribution(buffer: target, isOwn: true))
    }
  }
}
