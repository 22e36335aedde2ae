extension Experiment {
  /// Which prototypes are removed: those whose nearest training images are of mixed classes.
  package struct Pruning: Section {
    /// k, the number of nearest images looked at.
    package var nearest = 6
    /// A prototype stays if at least so many of them are of its class.
    package var threshold = 3

    mutating func visit(_ keys: some KeyVisitor) {
      keys.integer("nearest", &nearest, in: 1...1000)
      keys.integer("threshold", &threshold, in: 0...1000)
      if threshold > nearest {
        keys.problem(
          "at most 'nearest' = \(nearest) images can be of the prototype's class",
          at: "threshold"
        )
      }
    }
  }
}
