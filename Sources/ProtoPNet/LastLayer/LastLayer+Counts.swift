import Tensors

extension LastLayer {
  /// The weights between a prototype and another class, and how many of them are exactly zero.
  package func offClassCounts(prototypeClass: [Int]) -> (weights: Int, zeros: Int) {
    let (classCount, count) = (weight.shape[0], weight.shape[1])
    var counts = (weights: 0, zeros: 0)
    weight.withValues { weight in
      for label in 0..<classCount {
        for prototype in 0..<count where prototypeClass[prototype] != label {
          counts.weights += 1
          if weight[label * count + prototype] == 0 { counts.zeros += 1 }
        }
      }
    }
    return counts
  }

  /// The weights between a prototype and its own class, in the prototypes' order.
  package func ownClassWeights(prototypeClass: [Int]) -> [Float] {
    prototypeClass.enumerated().map { weight[$1, $0] }
  }
}
