/// Which prototypes to remove: those whose nearest training patches are of mixed classes.
///
/// A prototype stays if at least `threshold` of the `nearest` images nearest to it are of its class.
/// Source: paper §2.6; prune.py and run_pruning.py (k = 6, threshold 3).
package struct Pruning: Hashable, Sendable {
  /// k, the number of nearest images looked at.
  package var nearest = 6
  /// The number of them that must be of the prototype's class, at most `nearest`.
  package var threshold = 3

  package init() {}

  package init(nearest: Int, threshold: Int) {
    (self.nearest, self.threshold) = (nearest, threshold)
  }
}
