import Tensors

extension PrototypeLayer {
  /// For every prototype, the others that are equal to it in all values; such prototypes count twice.
  package var duplicates: [[Int]] {
    var groups: [[Float]: [Int]] = [:]
    let vectors = (0..<prototypeCount).map { prototypes.slice($0).values }
    for (index, vector) in vectors.enumerated() { groups[vector, default: []].append(index) }
    return vectors.enumerated().map { index, vector in
      groups[vector, default: []].filter { $0 != index }
    }
  }
}
