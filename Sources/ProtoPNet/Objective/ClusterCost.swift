package import Tensors

/// Clst: every image should have a patch close to some prototype of its own class.
///
/// Clst = 1/N · Σ_n min over j of class y_n of the minimum squared distance d_nj. The released code
/// writes it as max_dist − max((max_dist − d)·mask), which is equal while every d ≤ max_dist =
/// D·H1·W1; beyond that its gradient vanishes and this one's does not.
/// Source: paper §2.2; `_train_or_test` in train_and_test.py.
package enum ClusterCost {
  /// Evaluates minimum squared distances [N, P].
  package static func evaluate(
    minimumSquaredDistances: Tensor,
    labels: [Int],
    prototypeClass: [Int]
  ) -> NearestPrototypes {
    NearestPrototypes(
      among: .ownClass,
      squaredDistances: minimumSquaredDistances,
      labels: labels,
      prototypeClass: prototypeClass
    )
  }
}
