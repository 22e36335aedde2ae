package import Tensors

/// For each image of a batch, the nearest prototype among those of its own or of the other classes.
package struct NearestPrototypes: Sendable {
  /// Which prototypes of an image are looked at.
  enum Candidates {
    case ownClass
    case otherClasses
  }

  /// The prototype of each image, the first one on ties, [N].
  package let indices: [Int]
  /// The mean over the batch of the squared distance to it; NaN where a distance of an image is NaN, whatever
  /// the prototype's class: the released code multiplies those of the others by 0.
  package let meanSquaredDistance: Double

  /// Searches minimum squared distances [N, P]; traps where an image has no candidate.
  init(
    among candidates: Candidates,
    squaredDistances: Tensor,
    labels: [Int],
    prototypeClass: [Int]
  ) {
    let count = prototypeClass.count
    precondition(
      squaredDistances.shape == [labels.count, count],
      "distances \(squaredDistances.shape) for \(labels.count) labels and \(count) prototypes"
    )
    // Of its own class an image has few, so it is not asked of every prototype.
    let members = Dictionary(grouping: prototypeClass.indices) { prototypeClass[$0] }
    var indices: [Int] = []
    var sum = 0.0
    squaredDistances.withValues { distances in
      for (image, label) in labels.enumerated() {
        var nearest = -1
        var smallest = Float.infinity
        func look(at prototype: Int) {
          let distance = distances[image * count + prototype]
          if nearest < 0 || distance < smallest { (nearest, smallest) = (prototype, distance) }
        }
        switch candidates {
        case .ownClass: for prototype in members[label] ?? [] { look(at: prototype) }
        case .otherClasses:
          for prototype in 0..<count where prototypeClass[prototype] != label {
            look(at: prototype)
          }
        }
        precondition(nearest >= 0, "no \(candidates) prototype for class \(label)")
        indices.append(nearest)
        let row = image * count..<(image + 1) * count
        sum += row.contains { distances[$0].isNaN } ? .nan : Double(smallest)
      }
    }
    self.indices = indices
    meanSquaredDistance = sum / Double(labels.count)
  }

  /// Adds the gradient of scale · `meanSquaredDistance` to that of the minimum distances, [N, P].
  package func addGradient(scale: Double, to gradient: inout Tensor) {
    let count = gradient.shape[1]
    let share = Float(scale / Double(indices.count))
    gradient.withMutableValues { gradient in
      for (image, prototype) in indices.enumerated() {
        gradient[image * count + prototype] += share
      }
    }
  }
}
