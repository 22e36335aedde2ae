extension Experiment {
  /// What is checked along a run, beyond what its tables need.
  package struct Checks: Section {
    /// How far from the convex problem's optimum every last-layer stage ended, with an evidence file.
    package var lastLayer = false

    mutating func visit(_ keys: some KeyVisitor) {
      keys.flag("last-layer", &lastLayer)
    }
  }
}
