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
      keys.flag(
        keys.named(
          "theorem",
          "Checks Theorem 2.1 and the direct certificate on the test pictures around every projection; needs the similarity log."
        ),
        &theorem
      )
      keys.flag(
        keys.named(
          "last-layer",
          "Finds how far from the convex problem's optimum every last layer ends, with an evidence file."
        ),
        &lastLayer
      )
      // Absent where it is not asked for, as in experiments from before there was such a check.
      if prototypes || keys.isGiven("prototypes") {
        keys.flag(
          keys.named(
            "prototypes",
            "Measures what the prototypes of the last stage look at, on the test pictures, with an evidence file."
          ),
          &prototypes
        )
      }
    }
  }
}
