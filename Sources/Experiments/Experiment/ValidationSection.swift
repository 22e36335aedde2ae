extension Experiment {
  /// Where the validation split comes from: a directory of its own, or a share of the training one.
  package struct Validation: Section {
    /// The split's directory, relative to the data set's folder.
    package var folder: String?
    /// The share of each class's training pictures that is taken away from training and projection.
    package var share: Double?
    /// Decides which pictures the share consists of; the run's seed has no part in it.
    package var seed: Int?

    mutating func visit(_ keys: some KeyVisitor) {
      keys.text("folder", &folder)
      keys.number("share", &share, .aboveZero)
      keys.integer("seed", &seed, in: 0...Int.max)
      if let share, share >= 1 {
        keys.problem("a share of the training pictures must be below 1", at: "share")
      }
      if share != nil, seed == nil { seed = 1 }
      if folder != nil, share != nil {
        keys.problem("give either 'folder' or 'share', not both", at: "share")
      } else if folder != nil, seed != nil {
        keys.problem("a seed has no meaning beside 'folder'; it draws a share", at: "seed")
      } else if folder == nil, share == nil {
        keys.problem("name a 'folder', or a 'share' of the training pictures such as 0.1", at: nil)
      }
    }
  }

  /// What decides which stage is reported: the accuracy on a split, or the schedule.
  package enum Selection: String, CaseIterable, Sendable {
    case validation
    /// As the released code does; the figures are then too good, which tables say.
    case test
    /// Nothing is chosen: the schedule's last stage is reported.
    case lastStage = "last-stage"

    /// The split that is chosen on; nil where nothing is chosen.
    package var split: String? { self == .lastStage ? nil : rawValue }
  }
}
