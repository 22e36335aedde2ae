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
      keys.choice("preset", &preset, required: keys.preset == nil)
      keys.choice("mode", &mode)
      let counts = 0...1000
      keys.integer("rotation", &rotation, in: counts)
      keys.integer("skew", &skew, in: counts)
      keys.integer("shear", &shear, in: counts)
      keys.integer("distortion", &distortion, in: counts)
      if rotation + skew + shear + distortion == 0 {
        keys.problem(
          "there is no copy to make; give at least one of 'rotation', 'skew', 'shear' and "
            + "'distortion' a number above 0, or leave out 'augmentation'",
          at: nil
        )
      }
      keys.flag("originals", &originals)
      keys.integer("seed", &seed, in: 0...Int.max)
      keys.path("folder", &folder)
      keys.path("file", &file)
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
