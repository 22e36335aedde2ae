import ArgumentParser

/// `protopnet-bench last-layer`: the convex solver of stage 3 beside passes of Adam.
struct LastLayerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "last-layer",
    abstract: "Time stage 3 on synthetic similarities: the convex solver beside passes of Adam."
  )

  @Option(help: "Synthetic images, of 200 classes.")
  var images = 2000

  @Option(help: "Prototypes of each of 200 classes.")
  var prototypesPerClass = 10

  @Option(help: "The images of one of Adam's batches.")
  var batchSize = 80

  @Option(help: "Passes of Adam.")
  var passes = 5

  func validate() throws {
    guard images > 0, prototypesPerClass > 0, batchSize > 0, passes > 0 else {
      throw ValidationError("counts must be positive")
    }
  }

  func run() {
    LastLayerSubject(imageCount: images, prototypesPerClass: prototypesPerClass)
      .report(batchSize: batchSize, passes: passes)
  }
}
