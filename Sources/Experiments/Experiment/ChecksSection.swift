extension Experiment {
  /// What is checked along a run, beyond what its tables need.
  package struct Checks: Section {
    /// Theorem 2.1 and the direct certificate, on the test images around every projection.
    package var theorem = false
    /// How far from the convex problem's optimum every last-layer stage ended, with an evidence file.
    package var lastLayer = false
    /// What the prototypes of the last stage look at, on the test images, with an evidence file.
    package var prototypes = false

    package init() {}

    mutating func visit(_ keys: some KeyVisitor) {
      keys.flag("theorem", &theorem)
      keys.flag("last-layer", &lastLayer)
      // Absent where it is not asked for, as in experiments from before there was such a check.
      if prototypes || keys.isGiven("prototypes") { keys.flag("prototypes", &prototypes) }
    }
  }
}
