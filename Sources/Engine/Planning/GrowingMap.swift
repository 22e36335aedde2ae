import Networks
import Tensors

/// A feature map that concatenations enlarge step by step, as in a DenseNet block.
///
/// It lies in one buffer of its final size, so that a concatenation copies the new channels alone
/// and their batch statistics are computed once for all normalisations that read them.
struct GrowingMap {
  /// The node that the first concatenation begins with.
  let start: Graph.NodeID
  /// Each concatenation, and the node whose channels it adds.
  var steps: [(node: Graph.NodeID, part: Graph.NodeID)]
  /// The map with all channels.
  var last: Graph.NodeID { steps[steps.count - 1].node }
}

extension Graph {
  /// The maps that grow in whole blocks of channels and are read by normalisations alone until complete.
  func growingMaps(blockSize: Int, shapes: [Shape]) -> [GrowingMap] {
    var maps: [GrowingMap] = []
    for (index, node) in nodes.enumerated() where node.operation == .concatenate {
      guard node.inputs.count == 2, node.inputs[0] != node.inputs[1] else { continue }
      if let position = maps.firstIndex(where: { $0.last == node.inputs[0] }) {
        maps[position].steps.append((index, node.inputs[1]))
      } else {
        maps.append(GrowingMap(start: node.inputs[0], steps: [(index, node.inputs[1])]))
      }
    }
    return maps.filter { map in
      let sources = [map.start] + map.steps.map(\.part)
      let steps = Set(map.steps.map(\.node))
      let readers = nodes.enumerated().filter { index, node in
        !steps.contains(index) && node.inputs.contains { steps.contains($0) && $0 != map.last }
      }
      return sources.allSatisfy { shapes[$0][1] % blockSize == 0 }
        && readers.allSatisfy { $0.element.operation.isNormalization }
    }
  }
}
