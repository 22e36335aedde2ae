import HeadKernels
package import Recipe
package import Tensors

/// The prototypes p_j of every class and the squared distances to them.
///
/// Source: paper §2.1; model.py.
package struct PrototypeLayer: Sendable {
  /// The prototypes, [P, D, H1, W1].
  package var prototypes: Tensor {
    // No use of oldValue, which would copy the prototypes at every change in place.
    didSet {
      precondition(
        prototypes.shape.rank == 4 && prototypes.shape[0] == prototypeClass.count,
        "prototypes of shape \(prototypes.shape) for \(prototypeClass.count) classes of prototypes"
      )
    }
  }
  /// The class of every prototype, 0-based.
  package let prototypeClass: [Int]
  /// The number of classes, K.
  package let classCount: Int
  /// What turns a squared distance into a similarity.
  package let similarityFunction: SimilarityFunction

  /// Creates a layer of prototypes [P, D, H1, W1]; traps unless every one of the K classes has one.
  package init(
    prototypes: Tensor,
    prototypeClass: [Int],
    classCount: Int,
    similarityFunction: SimilarityFunction = .published
  ) {
    precondition(
      prototypes.shape.rank == 4 && prototypes.shape[0] == prototypeClass.count,
      "prototypes of shape \(prototypes.shape) for \(prototypeClass.count) classes of prototypes"
    )
    PrototypeClasses.check(prototypeClass, classCount: classCount)
    (self.prototypes, self.prototypeClass) = (prototypes, prototypeClass)
    (self.classCount, self.similarityFunction) = (classCount, similarityFunction)
  }

  /// Creates P = K · `prototypesPerClass` prototypes drawn from the uniform distribution on [0, 1).
  ///
  /// Prototype j belongs to class ⌊j / prototypesPerClass⌋.
  package init(
    classCount: Int,
    prototypesPerClass: Int,
    depth: Int,
    height: Int = 1,
    width: Int = 1,
    similarityFunction: SimilarityFunction = .published,
    random stream: inout RandomStream
  ) {
    let shape = Shape([classCount * prototypesPerClass, depth, height, width])
    let drawn = Tensor(filling: shape) { values in
      for index in values.indices { values[index] = stream.uniform() }
    }
    self.init(
      prototypes: drawn,
      prototypeClass: (0..<shape[0]).map { $0 / prototypesPerClass },
      classCount: classCount,
      similarityFunction: similarityFunction
    )
  }

  /// The number of prototypes, P.
  package var prototypeCount: Int { prototypeClass.count }

  /// The number of values of one prototype, D·H1·W1.
  package var prototypeSize: Int { prototypes.shape.dimensions.dropFirst().reduce(1, *) }

  /// The layer with only the prototypes at these ascending indices, as pruning leaves it.
  package func keeping(_ indices: [Int]) -> PrototypeLayer {
    PrototypeLayer(
      prototypes: gather(indices),
      prototypeClass: indices.map { prototypeClass[$0] },
      classCount: classCount,
      similarityFunction: similarityFunction
    )
  }

  /// The prototypes at these indices, [indices.count, D, H1, W1].
  func gather(_ indices: [Int]) -> Tensor {
    precondition(
      indices.allSatisfy { (0..<prototypeCount).contains($0) },
      "prototype indices outside 0..<\(prototypeCount)"
    )
    return prototypes.rows(at: indices)
  }
}
