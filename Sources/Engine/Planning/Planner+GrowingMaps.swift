import Networks
import Recipe
import Tensors

/// A growing map as planned.
struct PlannedGrowingMap {
  let map: GrowingMap
  let buffer: BufferID
  /// The batch's mean and variance of every channel, where normalisations use them.
  let statistics: NormalizationStatistics?
  /// All channels' gradient, once a reader of the complete map has computed it.
  var gradient: BufferID?
}

extension Planner {
  /// The growing map that a node is a step of.
  func growingMap(of node: Graph.NodeID) -> PlannedGrowingMap? {
    growingPositions[node].flatMap { plannedGrowingMaps[$0.map] }
  }

  /// Plans one concatenation: the new channels are copied behind those that are there.
  mutating func planGrowth(_ layer: Layer) -> Bool {
    guard let (index, step) = growingPositions[layer.node] else { return false }
    if step == 0 {
      let map = growingMaps[index]
      let shape = shapes[map.last]
      plannedGrowingMaps[index] = PlannedGrowingMap(
        map: map,
        buffer: featureMap(of: map.last),
        statistics: mode.batchNormalization == .train
          ? statisticsBuffers(channels: shape[1]) : nil
      )
      planPart(map.start, of: index, from: 0)
    }
    let part = growingMaps[index].steps[step].part
    planPart(part, of: index, from: shapes[layer.node][1] - shapes[part][1])
    values[layer.node] = plannedGrowingMaps[index]?.buffer
    return true
  }

  /// Plans the copy of a part, and its channels' statistics.
  private mutating func planPart(_ part: Graph.NodeID, of index: Int, from channel: Int) {
    guard let planned = plannedGrowingMaps[index] else { preconditionFailure("no map \(index)") }
    let extents = extents(of: part)
    let (source, total, type) = (value(part), shapes[planned.map.last][1], mapType)
    program.run(reading: [source, planned.buffer]) { addresses in
      NormalizationLoops.copy(
        .init(addresses[0], type, channels: extents.channelCount, cells: extents.cellCount),
        to: .init(
          addresses[1],
          type,
          channels: total,
          cells: extents.cellCount,
          fromChannel: channel
        ),
        extents
      )
    }
    guard let statistics = planned.statistics else { return }
    planStatistics(of: source, extents, statistics, fromChannel: channel)
  }

  /// Plans the gradients of the parts that a concatenation joins.
  mutating func planGrowthBackward(_ layer: Layer, needed: [Bool]) -> Bool {
    guard let (index, step) = growingPositions[layer.node],
      let planned = plannedGrowingMaps[index]
    else { return false }
    if layer.node == planned.map.last {
      let gradient = takeGradient(layer.node)
      var own = gradient.buffer
      if !gradient.isOwn {
        own = featureMap(of: layer.node)
        copy(gradient.buffer, to: own)
      }
      plannedGrowingMaps[index]?.gradient = own
    }
    guard let gradient = plannedGrowingMaps[index]?.gradient else {
      preconditionFailure("the map of node \(layer.node) has no gradient")
    }
    let part = planned.map.steps[step].part
    var sources = [(part, shapes[layer.node][1] - shapes[part][1])]
    if step == 0 { sources.append((planned.map.start, 0)) }
    for (node, channel) in sources where needed[node] {
      let result = featureMap(of: node)
      let (extents, total, type) = (extents(of: node), shapes[planned.map.last][1], mapType)
      program.run(reading: [gradient, result]) { addresses in
        NormalizationLoops.copy(
          .init(
            addresses[0],
            type,
            channels: total,
            cells: extents.cellCount,
            fromChannel: channel
          ),
          to: .init(addresses[1], type, channels: extents.channelCount, cells: extents.cellCount),
          extents
        )
      }
      contributions[node].append(Contribution(buffer: result, isOwn: true))
    }
    return true
  }
}
