import ArgumentParser
import Foundation
import Inspection

/// `protopnet evaluate`: measures a checkpoint, or the ensemble of several, on pictures.
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Classify a folder of pictures with a checkpoint and measure its accuracy.",
    discussion: """
      Several checkpoints classify as an ensemble: their logits are added. Every subset's accuracy is \
      printed, and each member's share: its part of the predicted classes' lead over the mean class.

      --parts measures each network's prototypes against annotated parts of the object, as Huang et al. \
      (ICCV 2023) define it: 'consistency' is the share of prototypes that find the same part in at \
      least 80 % of the pictures of their class that show it, 'stability' the share of pictures whose \
      found parts stay the same under noise.
      """
  )

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Argument(help: "Checkpoints of runs, HDF5.", completion: .file(extensions: ["h5"]))
  var checkpoints: [String]

  @Option(
    help: "A folder with a directory per class, or one with such a folder named 'test'.",
    completion: .directory
  )
  var dataset: String

  @Option(help: "text or json.")
  var format = Format.text

  @Option(
    help: "An HDF5 file for /logits, /minimum_squared_distances, /images and /labels.",
    completion: .file()
  )
  var logits: String?

  @Flag(help: "Measure consistency and stability on annotated parts; see above.")
  var parts = false

  func run() throws {
    let display = ProgressDisplay()
    let folder = URL(fileURLWithPath: dataset)
    var scores: [PartScores] = []
    let members = try checkpoints.map { checkpoint in
      let evaluator = try CheckpointEvaluator(checkpoint: URL(fileURLWithPath: checkpoint))
      let predictions = try evaluator.predictions(on: folder) {
        display.advanced("pictures", done: $0, of: $1)
      }
      if parts {
        scores.append(
          try evaluator.partScores(on: folder) { display.advanced("parts", done: $0, of: $1) }
        )
      }
      display.endLine()
      return predictions
    }
    let result = try EvaluationResult(members, scores)
    if let logits { try result.predictions.write(to: URL(fileURLWithPath: logits)) }
    switch format {
    case .text: Console.print(result.text(checkpoints: checkpoints))
    case .json: Console.print(try result.json())
    }
  }
}
