extension Experiment {
  /// What is checked along a run, beyond what its tables need.
  package struct Checks: Section {
    /// Theorem 2.1 and the direct certificate, on the test images around every projection.
    package var theorem = false

    mutating func visit(_ keys: some KeyVisitor) {
      keys.flag("theorem", &theorem)
    }
  }
}
