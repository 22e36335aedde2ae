extension Experiment {
  /// What is checked along a run, beyond what its tables need.
  package struct Checks: Section {
    /// Theorem 2.1 and the direct certificate, on the test images around every projection.
    package var theorem = false
    /// How far from the convex problem's optimum every last-layer stage ended, with an evidence file.
    package var lastLayer = false

    package init() {}

    mutating func visit(_ keys: some KeyVisitor) {
      keys.flag("theorem", &theorem)
      keys.flag("last-layer", &lastLayer)
    }
  }
}
