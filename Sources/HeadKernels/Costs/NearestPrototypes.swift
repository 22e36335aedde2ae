package import Tensors

/// For each image of a batch, the nearest prototype among those of its own or of the other classes.
package struct NearestPrototypes: Sendable {
  /// Which prototypes of an image are looked at.
  package enum Candidates: Sendable {
    case ownClass
    case otherClasses
  }

  /// The prototype of each image, the first one on ties, [N].
  package let indices: [Int]
  /// The mean over the batch of the squared distance to it.
  package let meanSquaredDistance: Double

  /// Searches minimum squared distances [N, P]; traps where an image has no candidate.
  package init(
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
    let wantsOwn = candidates == .ownClass
    var indices = [Int](repeating: 0, count: labels.count)
    var sum = 0.0
    squaredDistances.withUnsafeValues { distances in
      prototypeClass.withUnsafeBufferPointer { prototypeClass in
        for (image, label) in labels.enumerated() {
          let row = image * count
          var nearest = -1
          var smallest = Float.infinity
          for prototype in 0..<count where (prototypeClass[prototype] == label) == wantsOwn {
            let distance = distances[row + prototype]
            if nearest < 0 || distance < smallest {
              (nearest, smallest) = (prototype, distance)
            }
          }
          precondition(nearest >= 0, "no \(candidates) prototype for class \(label)")
          indices[image] = nearest
          sum += Double(smallest)
        }
      }
    }
    self.indices = indices
    meanSquaredDistance = sum / Double(labels.count)
  }

  /// Adds the gradient of scale · `meanSquaredDistance` to that of the minimum distances, [N, P].
  package func addGradient(scale: Double, to gradient: inout Tensor) {
    let count = gradient.shape[1]
    precondition(
      gradient.shape[0] == indices.count && indices.allSatisfy { $0 < count },
      "gradient \(gradient.shape) for the nearest of \(indices.count) images"
    )
    let share = Float(scale / Double(indices.count))
    gradient.withUnsafeMutableValues { gradient in
      for (image, prototype) in indices.enumerated() {
        gradient[image * count + prototype] += share
      }
    }
  }
}
