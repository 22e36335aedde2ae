package import Tensors

/// The sum of |w| over the connections between prototypes and classes other than their own.
///
/// Source: paper §2.2 (the convex last-layer problem); `l1_mask` in train_and_test.py.
package struct LastLayerL1: Sendable {
  /// Σ |w_kj| over class(j) ≠ k: the term of the objective.
  package let value: Double
  /// Σ |w_kj| over all k and j: what the released code logs.
  package let norm: Double

  /// Evaluates a weight [K, P].
  package init(weight: Tensor, prototypeClass: [Int]) {
    let (classCount, count) = (weight.shape[0], weight.shape[1])
    precondition(
      count == prototypeClass.count,
      "\(prototypeClass.count) classes for \(weight.shape)"
    )
    var norm = 0.0
    var own = 0.0
    weight.withUnsafeValues { weight in
      for label in 0..<classCount {
        // Four sums break the chain of additions, in one fixed order.
        var sums = SIMD4<Double>.zero
        var prototype = 0
        let row = label * count
        while prototype + 4 <= count {
          let place = row + prototype
          sums += SIMD4(
            Double(abs(weight[place])),
            Double(abs(weight[place + 1])),
            Double(abs(weight[place + 2])),
            Double(abs(weight[place + 3]))
          )
          prototype += 4
        }
        while prototype < count {
          sums[0] += Double(abs(weight[row + prototype]))
          prototype += 1
        }
        norm += sums.sum()
      }
      for (prototype, label) in prototypeClass.enumerated() {
        own += Double(abs(weight[label * count + prototype]))
      }
    }
    self.norm = norm
    value = norm - own
  }

  /// Adds scale · sign(w) on the counted connections, 0 where w = 0, to a gradient [K, P].
  package static func addGradient(
    scale: Double,
    weight: Tensor,
    prototypeClass: [Int],
    to gradient: inout Tensor
  ) {
    precondition(gradient.shape == weight.shape, "gradient \(gradient.shape) of \(weight.shape)")
    let count = prototypeClass.count
    precondition(
      weight.shape.rank == 2 && weight.shape[1] == count
        && prototypeClass.allSatisfy { (0..<weight.shape[0]).contains($0) },
      "\(count) classes for \(weight.shape)"
    )
    let step = Float(scale)
    gradient.withUnsafeMutableValues { gradient in
      // The loop without classes vectorises; own connections get their gradient back afterwards.
      let own = prototypeClass.enumerated().map { $1 * count + $0 }
      let kept = own.map { gradient[$0] }
      weight.withUnsafeValues { weight in
        for index in weight.indices {
          let value = weight[index]
          gradient[index] += value > 0 ? step : value < 0 ? -step : 0
        }
      }
      for (place, value) in zip(own, kept) { gradient[place] = value }
    }
  }
}
