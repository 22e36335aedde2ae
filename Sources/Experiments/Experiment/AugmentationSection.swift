package import Recipe

extension Experiment {
  /// Augmented copies of the training pictures; projection and test keep the pictures as they are.
  package struct Augmentation: Section {
    package enum Mode: String, CaseIterable, Sendable {
      /// All copies are made once, before training, and an epoch visits every one of them.
      case offline
      /// Every pass draws one copy of each picture while it is loaded.
      case onTheFly = "on-the-fly"
    }

    /// What the operations draw, where the paper's words and the released code's tool differ; the
    /// experiment's own preset where it has one.
    package var preset = Preset.asReleasedCode
    package var mode = Mode.offline
    /// Copies of every picture by each operation; on the fly, the odds of the operations.
    package var rotation = 10
    package var skew = 10
    package var shear = 10
    package var distortion = 0
    /// Whether the pictures themselves are among the results.
    package var originals = false
    package var seed = 1
    /// The folder that offline copies are made in, relative to the experiment file; below the folder of all runs
    /// where it is not given.
    package var folder: String?
    /// The HDF5 file that offline copies are made in instead, relative to the experiment file.
    package var file: String?

    mutating func visit(_ keys: some KeyVisitor) {
      if let preset = keys.preset { self.preset = preset }
      keys.choice(
        keys.named(
          "preset",
          "What the operations draw: the paper's words, or Augmentor's habits as in the released code.",
          otherwise: "the experiment's preset, without which it is required",
          example: "as-paper"
        ),
        &preset,
        required: keys.preset == nil
      )
      keys.choice(
        keys.named(
          "mode",
          "offline: all copies are made once, before training; on-the-fly: every pass draws one copy of each picture."
        ),
        &mode
      )
      let counts = 0...1000
      keys.integer(
        keys.named(
          "rotation",
          "Rotated copies of every picture; on the fly, the odds of a rotation."
        ),
        &rotation,
        in: counts
      )
      keys.integer(keys.named("skew", "Skewed copies, or the odds of them."), &skew, in: counts)
      keys.integer(keys.named("shear", "Sheared copies, or the odds of them."), &shear, in: counts)
      keys.integer(
        keys.named("distortion", "Distorted copies, or the odds of them.", example: "10"),
        &distortion,
        in: counts
      )
      if rotation + skew + shear + distortion == 0 {
        keys.problem(
          "there is no copy to make; give at least one of 'rotation', 'skew', 'shear' and "
            + "'distortion' a number above 0, or leave out 'augmentation'",
          at: nil
        )
      }
      keys.flag(
        keys.named("originals", "Whether the pictures themselves are trained on, too."),
        &originals
      )
      keys.integer(keys.named("seed", "Decides all copies."), &seed, in: 0...Int.max)
      keys.path(
        keys.named(
          "folder",
          "The folder of offline copies, relative to the experiment file.",
          otherwise: "a place below the results",
          example: "../datasets/augmented",
          form: "a path"
        ),
        &folder
      )
      keys.path(
        keys.named(
          "file",
          "The HDF5 file of offline copies in place of a folder, relative to the experiment file.",
          otherwise: "a folder",
          example: "../datasets/augmented.h5",
          form: "a path"
        ),
        &file
      )
      if mode == .onTheFly, folder != nil {
        keys.problem("copies made on the fly lie in no folder; leave out 'folder'", at: "folder")
      }
      if mode == .onTheFly, file != nil {
        keys.problem("copies made on the fly lie in no file; leave out 'file'", at: "file")
      }
      if folder != nil, file != nil {
        keys.problem("copies lie in a folder or in a file; leave out one of the two", at: "file")
      }
    }
  }
}
