import Networks
import Tensors

extension Planner {
  /// The sums of normalised branches and shortcuts that have to be kept between the passes.
  ///
  /// Such a sum can be computed again from its branch's source and the sum before it, so a chain of
  /// blocks is restored from any kept sum on, all of them at once and before the first is needed. The
  /// backward pass begins at the end: what it has left behind is free by then, and a chain is cut
  /// only where its sums would need more room than that.
  func keptSums(_ layers: [Layer]) -> Set<Graph.NodeID> {
    let normalizations = layers.filter { graph.nodes[$0.node].operation.isNormalization }
    let sums = Set(normalizations.filter { $0.addend != nil }.map(\.result))
    let sources = normalizations.map { shapes[graph.nodes[$0.node].inputs[0]].count }
    /// What the backward pass may always need beside the maps that are kept.
    let allowance = sources.reduce(0, +) / 32
    var kept: Set<Graph.NodeID> = []
    var (free, freeBefore, open) = (0, 0, 0)
    for (layer, source) in zip(normalizations, sources).reversed() {
      if let addend = layer.addend {
        let size = shapes[layer.result].count
        if open > 0, open + size > max(allowance, freeBefore) {
          kept.insert(layer.result)
          open = 0
        } else {
          if open == 0 { freeBefore = free }
          open = sums.contains(addend) ? open + size : 0
        }
      }
      free += source
    }
    return kept
  }
}
