package import Tensors

/// −Sep: every image's patches should stay away from the prototypes of other classes.
///
/// The mean over the batch of the smallest squared distance to another class's prototype, a positive
/// number that the total subtracts. On distances above max_dist see `ClusterCost`.
/// Source: paper §2.2 (Sep is its negative); `_train_or_test` in train_and_test.py.
package enum SeparationCost {
  /// Evaluates minimum squared distances [N, P].
  package static func evaluate(
    minimumSquaredDistances: Tensor,
    labels: [Int],
    prototypeClass: [Int]
  ) -> NearestPrototypes {
    NearestPrototypes(
      among: .otherClasses,
      squaredDistances: minimumSquaredDistances,
      labels: labels,
      prototypeClass: prototypeClass
    )
  }

  /// The mean squared distance to all prototypes of other classes, averaged over the images.
  ///
  /// Evaluates minimum squared distances [N, P]. Logged, never lowered.
  /// Source: `avg_separation_cost` in train_and_test.py.
  package static func average(
    minimumSquaredDistances: Tensor,
    labels: [Int],
    prototypeClass: [Int]
  ) -> Double {
    let count = prototypeClass.count
    return minimumSquaredDistances.withValues { distances in
      labels.enumerated().reduce(0.0) { mean, image in
        var (sum, others) = (0.0, 0)
        for prototype in 0..<count where prototypeClass[prototype] != image.element {
          sum += Double(distances[image.offset * count + prototype])
          others += 1
        }
        return mean + sum / Double(others)
      }
    } / Double(labels.count)
  }
}
