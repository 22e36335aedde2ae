package import Recipe
import Tensors

/// A tensor of a network that holds a value that is NaN or infinite.
package struct NonFiniteTensor: Equatable, Sendable {
  /// As checkpoints call it, such as `backbone/features.0.weight`, `prototypes` or `last-layer`.
  package let name: String
  /// The first such value's place in row-major order.
  package let index: Int

  package init(name: String, index: Int) { (self.name, self.index) = (name, index) }

  /// The tensors for a person; of many the first ones and a count.
  static func list(_ tensors: [NonFiniteTensor]) -> String {
    let shown = tensors.prefix(5).map { "'\($0.name)' (first at value \($0.index))" }
    let rest = tensors.count > 5 ? " and \(tensors.count - 5) more tensors" : ""
    return shown.joined(separator: ", ") + rest + " became"
  }
}

extension TrainedNetwork {
  /// The tensors that hold values that are no numbers, by name.
  package var nonFiniteTensors: [NonFiniteTensor] {
    let held = heldTensors.map { ($0.rawValue, $1) }
    return (checkpointParameters.map { ($0, $1) } + held).sorted { $0.0 < $1.0 }
      .compactMap { name, tensor in
        tensor.firstNonFiniteIndex.map { NonFiniteTensor(name: name, index: $0) }
      }
  }

  /// Looks at all tensors of the network.
  ///
  /// - Throws: ``TrainingError/notFiniteTensors(_:stage:place:)`` where one holds NaN or infinite values.
  package func requireFinite(in stage: Stage, at place: String) throws(TrainingError) {
    let tensors = nonFiniteTensors
    guard tensors.isEmpty else {
      throw .notFiniteTensors(tensors, stage: stage.id, place: place)
    }
  }
}
