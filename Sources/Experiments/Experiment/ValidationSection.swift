extension Experiment {
  /// Where the validation split comes from: a directory of its own, or a part of the training one.
  package struct Validation: Section {
    /// The split's directory, relative to the data set's folder.
    package var folder: String?
    /// The share of each class's training pictures that is taken away from training and projection.
    package var share: Double?
    /// One of `folds` parts of each class's training pictures, counted from 1, in the same way.
    package var fold: Int?
    package var folds: Int?
    /// Decides which pictures a share or a fold consists of; the run's seed has no part in it.
    package var seed: Int?

    mutating func visit(_ keys: some KeyVisitor) {
      keys.path(
        keys.named(
          "folder",
          "The split's directory, relative to the data set's folder.",
          otherwise: "share or fold",
          example: "val",
          form: "a path"
        ),
        &folder
      )
      keys.number(
        keys.named(
          "share",
          "The share of each class's training pictures that is taken away from training and projection.",
          otherwise: "folder or fold",
          example: "0.1",
          below: 1
        ),
        &share,
        .aboveZero
      )
      keys.integer(
        keys.named(
          "seed",
          "Decides which pictures are drawn; the run's seed has no part in it.",
          otherwise: "1 beside share and fold",
          example: "1"
        ),
        &seed,
        in: 0...Int.max
      )
      keys.integer(
        keys.named(
          "folds",
          "Into how many parts each class's training pictures are divided.",
          otherwise: "folder or share",
          example: "5"
        ),
        &folds,
        in: 2...1000
      )
      keys.integer(
        keys.named(
          "fold",
          "Which of the parts is the split, from 1.",
          otherwise: "folder or share",
          example: "1"
        ),
        &fold,
        in: 1...1000
      )
      if let share, share >= 1 {
        keys.problem("a share of the training pictures must be below 1", at: "share")
      }
      if (fold == nil) != (folds == nil) {
        keys.problem("a fold needs both keys, such as 'fold: 1' and 'folds: 5'", at: "fold")
      } else if let fold, let folds, fold > folds {
        keys.problem("there are \(folds) folds, counted from 1", at: "fold")
      }
      switch [folder != nil, share != nil, fold != nil || folds != nil].count(where: \.self) {
      case 0:
        keys.problem(
          "name a 'folder', or a 'share' of the training pictures such as 0.1, or 'fold' and 'folds'",
          at: nil
        )
      case 1 where folder == nil: if seed == nil { seed = 1 }
      case 1:
        if seed != nil {
          keys.problem("a seed has no meaning beside 'folder'; it draws pictures", at: "seed")
        }
      default:
        keys.problem(
          "give one of 'folder', 'share' and 'fold'",
          at: share == nil ? "fold" : "share"
        )
      }
    }
  }

  /// The part of each class's training pictures that becomes the test split.
  package struct TestSplit: Section {
    package var share = 0.2
    /// Decides which pictures it consists of; the run's seed has no part in it.
    package var seed = 1

    mutating func visit(_ keys: some KeyVisitor) {
      keys.number(
        keys.named(
          "share",
          "The share of each class's training pictures that becomes the test split.",
          below: 1
        ),
        &share,
        .aboveZero
      )
      keys.integer(
        keys.named("seed", "Decides which pictures are drawn; the run's seed has no part in it."),
        &seed,
        in: 0...Int.max
      )
      if share >= 1 {
        keys.problem("a share of the training pictures must be below 1", at: "share")
      }
    }
  }
}
