import Foundation
import Ranks
import Tensors

extension RankGroup {
  /// The first rank's state, on the other ranks; nil on the first one, which has it.
  func shared(_ own: SavedState?) -> SavedState? {
    if isAlone { return nil }
    var header = own.map(StateHeader.init) ?? StateHeader()
    let encoded = isFirst ? (try? JSONEncoder().encode(header)).map(Array.init) ?? [] : []
    let received = broadcast(encoded, from: 0)
    if !isFirst {
      guard let decoded = try? JSONDecoder().decode(StateHeader.self, from: Data(received)) else {
        preconditionFailure("a state that is none came from the first rank")
      }
      header = decoded
    }
    var state = SavedState()
    state.integers = header.integers
    state.doubles = header.doubleBits.mapValues { $0.map(Double.init(bitPattern:)) }
    for (name, dimensions) in header.shapes.sorted(by: { $0.key < $1.key }) {
      var tensor = own?.tensors[name] ?? Tensor(repeating: 0, shape: Shape(dimensions))
      broadcast(&tensor)
      state.tensors[name] = tensor
    }
    return isFirst ? nil : state
  }
}

/// What a state holds but for the tensors' values.
private struct StateHeader: Codable {
  var integers: [String: [Int]] = [:]
  var doubleBits: [String: [UInt64]] = [:]
  var shapes: [String: [Int]] = [:]

  init() {}

  init(_ state: SavedState) {
    integers = state.integers
    doubleBits = state.doubles.mapValues { $0.map(\.bitPattern) }
    shapes = state.tensors.mapValues(\.shape.dimensions)
  }
}
