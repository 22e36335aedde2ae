import Datasets
import Experiments
import ProtoPNet
import Recipe

/// Checks a projection on the test images and leaves the evidence.
struct ProjectionChecking {
  let network: PrototypeNetwork
  let images: ImageLoader
  /// The name of the images' split.
  let split: String
  let batchSize: Int
  let directory: RunDirectory
  let observer: any TrainingObserver

  /// What the record of the projection's stage gets.
  struct Result {
    let check: StageRecord.ProjectionCheck
    let evidence: [StageRecord.Evidence]
  }

  /// Runs the checks of the projection that made the network's present prototypes.
  ///
  /// - Throws: ``RunError/violatedTheorem(images:evidence:)`` once the evidence is written.
  func check(_ projection: Projection, sources: [LabelledImage], stage: Stage) throws -> Result {
    guard case .projection(let cycle) = stage else {
      preconditionFailure("a projection in \(stage.name)")
    }
    var check = ProjectionCheck(projection, head: network.head)
    let total = (images.images.count + batchSize - 1) / batchSize
    var done = 0
    try images.forEachBatch(order: Array(images.images.indices), batchSize: batchSize) { batch in
      check.consider(latent: try network.evaluate(.whole, batch.images), labels: batch.labels)
      done += 1
      observer.advanced("check of the projection", done: done, of: total)
    }
    let evidence = check.evidence
    let paths = images.images.map(\.path)
    let files = [
      try directory.writeEvidence(.projection(cycle: cycle)) {
        try projection.write(to: $0, images: sources)
      },
      try directory.writeEvidence(.theorem(cycle: cycle)) {
        try evidence.write(to: $0, images: paths, split: split)
      },
    ]
    let violations = evidence.violations
    guard violations.isEmpty else {
      throw RunError.violatedTheorem(images: violations.map { paths[$0] }, evidence: files[1].path)
    }
    return Result(check: StageRecord.ProjectionCheck(evidence, split: split), evidence: files)
  }
}
