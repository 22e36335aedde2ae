import Datasets
import Experiments
import ProtoPNet
import Ranks
import Recipe

/// Checks a projection on the test images and leaves the evidence.
struct ProjectionChecking {
  let trainer: StageTrainer
  let network: PrototypeNetwork
  let images: ImageLoader
  /// The name of the images' split.
  let split: String
  let directory: RunDirectory

  /// What the record of the projection's stage gets.
  struct Result {
    let check: StageRecord.ProjectionCheck
    let evidence: [StageRecord.Evidence]
  }

  /// Runs the checks of the projection that made the network's present prototypes.
  ///
  /// - Throws: ``RunError/violatedTheorem(images:evidence:)`` once the evidence is written, and what
  ///   reading pictures and pausing throw.
  func check(_ projection: Projection, sources: [LabelledImage], stage: Stage) throws -> Result {
    guard case .projection(let cycle) = stage else {
      preconditionFailure("a projection in \(stage.name)")
    }
    var check = ProjectionCheck(projection, head: network.head)
    // The journal, which this is a part of, is the first rank's alone.
    try trainer.advance(&check, over: images, "check of the projection", among: Solo()) {
      try network.evaluate(.whole, $0)
    } taking: { check, latent, _, labels in
      check.consider(latent: latent, labels: labels)
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
