import Tensors

/// Which class each prototype of a released network belongs to, 0-based.
struct ReleasedClasses {
  let classes: [Int]
  /// What the user should know of how they were found.
  let notes: [String]

  /// From the matrix that a whole network carries, [P, K], a 1 in each row.
  ///
  /// - Throws: ``CheckpointError`` where a prototype has not one class, or a class no prototype.
  init(identity: Tensor, lastLayer: Tensor, in path: String) throws(CheckpointError) {
    let (classCount, count) = (lastLayer.shape[0], lastLayer.shape[1])
    guard identity.shape == [count, classCount] else {
      throw CheckpointError(
        file: path,
        object: "prototype_class_identity",
        problem: "has the shape \(identity.shape), not P×K = \(count)×\(classCount)",
        remedy: "check how the network was changed"
      )
    }
    let values = identity.values
    var classes: [Int] = []
    for prototype in 0..<count {
      let row = values[prototype * classCount..<(prototype + 1) * classCount]
      let own = row.indices.filter { row[$0] != 0 }.map { $0 - row.startIndex }
      guard own.count == 1 else {
        throw CheckpointError(
          file: path,
          object: "prototype_class_identity",
          problem:
            "gives prototype \(prototype) \(own.isEmpty ? "no class" : "\(own.count) classes")",
          remedy: "every prototype has one class here, so this network cannot be imported"
        )
      }
      classes.append(own[0])
    }
    try self.init(classes, lastLayer: lastLayer, in: path)
  }

  /// As a file of this program says them.
  ///
  /// - Throws: ``CheckpointError`` where they are not of P prototypes and K classes, or a class has none.
  init(_ classes: [Int], lastLayer: Tensor, in path: String) throws(CheckpointError) {
    let (classCount, count) = (lastLayer.shape[0], lastLayer.shape[1])
    guard classes.count == count, classes.allSatisfy({ 0..<classCount ~= $0 }) else {
      throw CheckpointError(
        file: path,
        object: "prototype_classes",
        problem: "is no list of \(count) classes below \(classCount)",
        remedy: "export the network again"
      )
    }
    let used = Set(classes)
    let empty = (0..<classCount).filter { !used.contains($0) }
    guard empty.isEmpty else {
      throw CheckpointError(
        file: path,
        problem: "has no prototype of \(empty.count == 1 ? "class" : "the classes") "
          + empty.map(String.init).listed(atMost: 8) + " (counted from 0)",
        remedy: "every class needs one here; prune the network less, then import it"
      )
    }
    (self.classes, notes) = (classes, [])
  }

  /// From the number of prototypes, P / K of each class in turn, held against the last layer's signs.
  ///
  /// - Throws: ``CheckpointError`` where P is no multiple of K, or the signs say other classes.
  init(lastLayer: Tensor, in path: String) throws(CheckpointError) {
    let (classCount, count) = (lastLayer.shape[0], lastLayer.shape[1])
    guard classCount > 0, count > 0, count % classCount == 0 else {
      throw CheckpointError(
        file: path,
        problem: "has \(count) prototypes for \(classCount) classes, and a state dict of a pruned "
          + "network does not say their classes",
        remedy: "import the whole pickled network, or the one from before pruning"
      )
    }
    let weights = lastLayer.values
    let classes = (0..<count).map { $0 / (count / classCount) }
    let positive = (0..<count).map { prototype in
      (0..<classCount).filter { weights[$0 * count + prototype] > 0 }
    }
    let strange = (0..<count).filter { weights[classes[$0] * count + $0] <= 0 }
    // A last layer says a class where all but a few prototypes speak for exactly one.
    let isClear = 10 * positive.count { $0.count == 1 } >= 9 * count
    let others = strange.filter { positive[$0].count == 1 }
    if isClear, let first = others.first {
      throw CheckpointError(
        file: path,
        problem: "gives \(others.count) of \(count) prototypes to other classes than \(count) for "
          + "\(classCount) classes would be in order: prototype \(first) to class "
          + "\(positive[first][0]), not \(classes[first]), by the signs of the last layer",
        remedy:
          "a state dict of a pruned network does not say the classes; import the whole pickled "
          + "network"
      )
    }
    self.classes = classes
    notes =
      strange.isEmpty
      ? []
      : [
        "warning: \(strange.count) of \(count) prototypes have no positive weight for their class, "
          + "such as prototype \(strange[0]) of class \(classes[strange[0]]); the classes are taken in "
          + "order, for a state dict does not say them"
      ]
  }
}
