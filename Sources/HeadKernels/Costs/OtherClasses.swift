package import Tensors

/// Means over the prototypes of other classes than an image's own.
package enum OtherClasses {
  /// The mean of each image's squared distances [N, P] to all of them, averaged over the images.
  package static func meanSquaredDistance(
    _ squaredDistances: Tensor,
    labels: [Int],
    prototypeClass: [Int]
  ) -> Double {
    let count = prototypeClass.count
    precondition(
      squaredDistances.shape == [labels.count, count],
      "distances \(squaredDistances.shape) for \(labels.count) labels and \(count) prototypes"
    )
    var mean = 0.0
    squaredDistances.withUnsafeValues { distances in
      prototypeClass.withUnsafeBufferPointer { prototypeClass in
        for (image, label) in labels.enumerated() {
          var sum = 0.0
          var others = 0
          for prototype in 0..<count where prototypeClass[prototype] != label {
            sum += Double(distances[image * count + prototype])
            others += 1
          }
          mean += sum / Double(others)
        }
      }
    }
    return mean / Double(labels.count)
  }
}
