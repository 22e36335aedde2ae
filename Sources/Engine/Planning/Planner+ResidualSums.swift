import Networks
import Tensors

extension Planner {
  /// The sums of normalised branches and shortcuts that have to be kept between the passes.
  ///
  /// Such a sum can be computed again from its branch's source and the sum before it, so a chain of
  /// blocks is restored from any kept sum on, all of them at once and before the first is needed. The
  /// backward pass begins at the end: what it has left behind is free by then but for gradients, and a chain is cut
  /// only where its sums would need more room than that.
  func keptSums(_ layers: [Layer]) -> Set<Graph.NodeID> {
    let normalizations = layers.filter { graph.nodes[$0.node].operation.isNormalization }
    let sums = Set(normalizations.filter { $0.addend != nil }.map(\.result))
    func size(_ node: Graph.NodeID) -> Int { shapes[node].count * mapType.byteCount }
    /// What the backward pass may always need beside the maps that are kept.
    let allowance =
      normalizations.reduce(0) { $0 + size(graph.nodes[$1.node].inputs[0]) } / 32
    var kept: Set<Graph.NodeID> = []
    var (free, freeBefore, open) = (0, 0, 0)
    for layer in layers.reversed() {
      free -= gradientByteCount(layer)
      guard graph.nodes[layer.node].operation.isNormalization else { continue }
      if let addend = layer.addend {
        let size = size(layer.result)
        if open > 0, open + size > max(allowance, freeBefore) {
          kept.insert(layer.result)
          open = 0
        } else {
          if open == 0 { freeBefore = free }
          open = sums.contains(addend) ? open + size : 0
        }
      }
      free += size(graph.nodes[layer.node].inputs[0])
    }
    return kept
  }

  /// What the gradients of a layer's parameters take from the backward pass on.
  private func gradientByteCount(_ layer: Layer) -> Int {
    guard trains(layer) else { return 0 }
    return graph.nodes[layer.node].parameters.filter(\.isTrainable)
      .reduce(0) { $0 + $1.shape.count * MemoryLayout<Float>.stride }
  }
}
