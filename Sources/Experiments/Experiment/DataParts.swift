extension Experiment {
  /// How the embedded data set is drawn.
  package struct ToyBirds: Section {
    package var seed = 1
    package var trainPerClass = 100
    package var testPerClass = 25
    /// The edge of a drawn picture, in pixels.
    package var pictureSize = 96

    mutating func visit(_ keys: some KeyVisitor) {
      keys.integer(keys.named("seed", "Decides all pictures."), &seed, in: 0...Int.max)
      keys.integer(
        keys.named("train-per-class", "Training pictures of each class."),
        &trainPerClass,
        in: 1...10_000
      )
      keys.integer(
        keys.named("test-per-class", "Test pictures of each class."),
        &testPerClass,
        in: 1...10_000
      )
      keys.integer(
        keys.named("picture-size", "The edge of a drawn picture.", unit: "pixels"),
        &pictureSize,
        in: 16...1024
      )
    }
  }

  /// What is subtracted from red, green and blue in 0…1, and what the differences are divided by.
  package struct Normalization: Section {
    package var mean: [Double] = [0.485, 0.456, 0.406]
    package var standardDeviation: [Double] = [0.229, 0.224, 0.225]

    mutating func visit(_ keys: some KeyVisitor) {
      keys.numbers(
        keys.named(
          "mean",
          "What is subtracted from red, green and blue.",
          example: "[0.485, 0.456, 0.406]"
        ),
        &mean,
        count: 3,
        .any
      )
      keys.numbers(
        keys.named(
          "standard-deviation",
          "What the differences are divided by.",
          example: "[0.229, 0.224, 0.225]"
        ),
        &standardDeviation,
        count: 3,
        .aboveZero
      )
    }
  }
}
