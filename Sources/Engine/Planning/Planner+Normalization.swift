import Networks
import Recipe
import Tensors

/// The statistics that a normalisation uses.
struct NormalizationStatistics {
  let mean, variance: BufferID
}

extension Planner {
  func extents(of node: Graph.NodeID) -> NormalizationLoops.Extents {
    let shape = shapes[node]
    return .init(
      imageCount: shape[0],
      channelCount: shape[1],
      cellCount: shape[2] * shape[3]
    )
  }

  /// Buffers for a batch's statistics.
  mutating func statisticsBuffers(channels: Int) -> NormalizationStatistics {
    let statistics = MemoryDescription.plain([channels])
    return NormalizationStatistics(
      mean: program.buffer(statistics),
      variance: program.buffer(statistics)
    )
  }

  /// Plans the statistics of a map's channels, which are those from `channel` on of a larger map.
  mutating func planStatistics(
    of source: BufferID,
    _ extents: NormalizationLoops.Extents,
    _ statistics: NormalizationStatistics,
    fromChannel channel: Int = 0
  ) {
    let type = description(of: source).elementType
    program.run(reading: [source, statistics.mean, statistics.variance]) { addresses in
      let values = addresses.map { $0.assumingMemoryBound(to: Float.self) }
      NormalizationLoops.findStatistics(
        of: .init(
          addresses[0],
          type,
          channels: extents.channelCount,
          cells: extents.cellCount
        ),
        extents,
        mean: values[1] + channel,
        variance: values[2] + channel
      )
    }
  }

  /// The memory of a normalisation's source, where nobody else reads it and no backward pass follows.
  func normalizedInPlace(_ layer: Layer) -> BufferID? {
    guard case .batchNormalization = graph.nodes[layer.node].operation,
      mode.trainsFrom.map({ layer.node < $0 }) ?? true, !mode.computesInputGradient
    else { return nil }
    let input = graph.nodes[layer.node].inputs[0]
    guard graph.readers(of: input).count == 1, input != graph.input, growingMap(of: input) == nil,
      description(of: value(input)) == .blocked(shapes[input], mapType)
    else { return nil }
    return value(input)
  }

  /// The memory of the map that is added behind a normalisation, where nobody reads it later and the
  /// backward pass computes it again.
  func addedInPlace(_ layer: Layer) -> BufferID? {
    guard let addend = layer.addend, normalizations[addend] != nil,
      graph.nodes.lastIndex(where: { $0.inputs.contains(addend) }) ?? 0 <= layer.result
    else { return nil }
    return value(addend)
  }

  /// Plans a normalisation and, in training mode, its statistics.
  mutating func planNormalization(
    _ normalization: BatchNormalization,
    _ layer: Layer,
    result: BufferID
  ) {
    let node = graph.nodes[layer.node]
    let running = ["running_mean", "running_var"].map { parameter("\(node.name).\($0)") }
    let shape = shapes[layer.node]
    let statistics: NormalizationStatistics
    var findsStatistics = false
    if mode.batchNormalization == .evaluate {
      statistics = .init(mean: running[0], variance: running[1])
    } else if let found = growingMap(of: node.inputs[0])?.statistics {
      statistics = found
    } else {
      statistics = statisticsBuffers(channels: shape[1])
      findsStatistics = true
    }
    normalizationStatistics[layer.node] = statistics
    planNormalizedMap(
      normalization,
      layer,
      addend: layer.addend.map { value($0) },
      findsStatistics: findsStatistics,
      to: result
    )
    guard mode.batchNormalization == .train else { return }
    planRunningStatistics(
      normalization,
      sampleCount: shape[0] * shape[2] * shape[3],
      batch: statistics,
      running: running
    )
  }

  /// The map that a normalisation reads, and the channels of the whole of it.
  private mutating func normalized(_ layer: Layer) -> (source: BufferID, channels: Int) {
    let input = graph.nodes[layer.node].inputs[0]
    if let planned = growingMap(of: input) {
      return (planned.buffer, shapes[planned.map.last][1])
    }
    return (converted(value(input), to: .blocked(shapes[input], mapType)), shapes[input][1])
  }

  /// The statistics that a planned normalisation uses.
  private func statistics(of layer: Layer) -> NormalizationStatistics {
    guard let found = normalizationStatistics[layer.node] else {
      preconditionFailure("node \(layer.node) was not planned forward")
    }
    return found
  }

  private mutating func planNormalizedMap(
    _ normalization: BatchNormalization,
    _ layer: Layer,
    addend: BufferID?,
    findsStatistics: Bool = false,
    to result: BufferID
  ) {
    // It may be planned among another layer's instructions.
    let part = program.part
    program.part = .normalization
    defer { program.part = part }
    let (source, channels) = normalized(layer)
    let relu = layer.hasFusedReLU
    let name = graph.nodes[layer.node].name
    let parameters = [parameter("\(name).weight"), parameter("\(name).bias")]
    let (statistics, extents, type) = (statistics(of: layer), extents(of: layer.node), mapType)
    program.run(
      reading: [source, result, statistics.mean, statistics.variance] + parameters
        + (addend.map { [$0] } ?? [])
    ) { addresses in
      func map(_ address: UnsafeMutableRawPointer, channels: Int) -> NormalizationLoops.Map {
        .init(address, type, channels: channels, cells: extents.cellCount)
      }
      NormalizationLoops.normalize(
        map(addresses[0], channels: channels),
        .init(addresses[2..<6], epsilon: normalization.epsilon, relu: relu),
        extents,
        findsStatistics: findsStatistics,
        adding: addresses.count > 6 ? map(addresses[6], channels: extents.channelCount) : nil,
        to: map(addresses[1], channels: extents.channelCount)
      )
    }
  }

  /// Moves the running statistics towards the batch's; the variance without bias, as PyTorch does.
  private mutating func planRunningStatistics(
    _ normalization: BatchNormalization,
    sampleCount: Int,
    batch: NormalizationStatistics,
    running: [BufferID]
  ) {
    let share = normalization.momentum
    let unbiased = sampleCount > 1 ? Float(sampleCount) / Float(sampleCount - 1) : 1
    let channels = normalization.channels
    program.run(reading: [batch.mean, batch.variance] + running) { addresses in
      let values = addresses.map { $0.assumingMemoryBound(to: Float.self) }
      for channel in 0..<channels {
        values[2][channel] += share * (values[0][channel] - values[2][channel])
        values[3][channel] += share * (unbiased * values[1][channel] - values[3][channel])
      }
    }
  }

  // MARK: - Backward

  /// A node's value for the backward pass: what was kept, or a normalisation's result computed again.
  ///
  /// Keeping the sources of normalisations alone halves the memory between the passes, for one more
  /// pass over each map.
  mutating func valueForBackward(_ node: Graph.NodeID) -> BufferID {
    if let buffer = recomputedValues[node] { return buffer }
    guard let layer = normalizations[node],
      case .batchNormalization(let normalization) = graph.nodes[layer.node].operation
    else { return value(node) }
    let addend = layer.addend.map { valueForBackward($0) }
    let result = featureMap(of: node)
    planNormalizedMap(normalization, layer, addend: addend, to: result)
    recomputedValues[node] = result
    return result
  }

  /// The gradient of a normalisation's result.
  private struct ResultGradient {
    /// The whole of it.
    let total: BufferID
    /// Whether nobody else reads the buffer, so that it may be changed in place.
    let isOwn: Bool
    /// Behind a residual sum with a ReLU: the ReLU's result, and the parts whose sum passes it.
    var gate: [BufferID] = []
    /// A part's memory, which is free from there on.
    var spare: BufferID?
  }

  private mutating func takeResultGradient(_ layer: Layer) -> ResultGradient {
    guard layer.addend != nil, layer.hasFusedReLU else {
      let gradient = takeGradient(layer.result)
      return ResultGradient(total: gradient.buffer, isOwn: gradient.isOwn)
    }
    var parts = contributions[layer.result]
    if parts.count > 2 { parts = [takeGradient(layer.result)] }
    contributions[layer.result] = []
    var own = parts.filter(\.isOwn).map(\.buffer)
    return ResultGradient(
      total: own.popLast() ?? featureMap(of: layer.result),
      isOwn: true,
      gate: [valueForBackward(layer.result)] + parts.map(\.buffer),
      spare: own.last
    )
  }

  /// Plans the gradients of a normalisation, and of the map that is added to its result.
  ///
  /// They are computed in the memory of the result's gradient where nobody else reads that.
  mutating func planNormalizationBackward(_ layer: Layer, needed: [Bool]) -> Bool {
    guard case .batchNormalization(let normalization) = graph.nodes[layer.node].operation
    else { return false }
    let gradient = takeResultGradient(layer)
    let addend = layer.addend.flatMap { needed[$0] ? $0 : nil }
    let input = graph.nodes[layer.node].inputs[0]
    let (source, channels) = normalized(layer)
    // Behind the last step of a growing map, earlier steps add to its gradient.
    let growing = growingMap(of: input).flatMap { $0.map.last == input ? nil : $0 }
    var target: BufferID?
    if needed[input] {
      let free = gradient.spare ?? (gradient.isOwn && addend == nil ? gradient.total : nil)
      target = growing.map(\.gradient) ?? free ?? featureMap(of: input)
      precondition(target != nil, "the map of node \(input) has no gradient")
    }
    let name = graph.nodes[layer.node].name
    let totals = ["weight", "bias"].map { gradientBuffer("\(name).\($0)", layer) }
    let parameters = ["weight", "bias"].map { parameter("\(name).\($0)") }
    let (statistics, extents, type) = (statistics(of: layer), extents(of: layer.node), mapType)
    // The ReLU behind a sum is the gate.
    let (relu, accumulates) = (layer.hasFusedReLU && layer.addend == nil, growing != nil)
    let (usesBatch, gateCount) = (mode.batchNormalization == .train, gradient.gate.count)
    program.run(
      reading: [source, gradient.total, statistics.mean, statistics.variance] + parameters + totals
        + gradient.gate + (target.map { [$0] } ?? [])
    ) { addresses in
      func map(_ address: UnsafeMutableRawPointer, _ channels: Int) -> NormalizationLoops.Map {
        .init(address, type, channels: channels, cells: extents.cellCount)
      }
      let ofParameters = addresses[6..<8].map { $0.assumingMemoryBound(to: Float.self) }
      let gate = addresses[8..<8 + gateCount].map { map($0, extents.channelCount) }
      NormalizationLoops.differentiate(
        map(addresses[0], channels),
        .init(addresses[2..<6], epsilon: normalization.epsilon, relu: relu),
        extents,
        .init(
          result: map(addresses[1], extents.channelCount),
          gate: gate.first.map { .init(output: $0, parts: gate.dropFirst()) },
          source: addresses.dropFirst(8 + gateCount).first.map { map($0, channels) },
          accumulates: accumulates,
          scale: ofParameters[0],
          shift: ofParameters[1]
        ),
        usesBatchStatistics: usesBatch
      )
    }
    if let target, !accumulates {
      contributions[input].append(Contribution(buffer: target, isOwn: true))
    }
    if let addend {
      contributions[addend].append(Contribution(buffer: gradient.total, isOwn: gradient.isOwn))
    }
    return true
  }
}
