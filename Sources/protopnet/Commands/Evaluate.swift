import ArgumentParser
import Foundation
import Inspection

/// `protopnet evaluate`: measures a checkpoint, or the ensemble of several, on pictures.
struct Evaluate: LongCommand {
  static let configuration = CommandConfiguration(
    abstract: "Classify a folder of pictures with a checkpoint and measure its accuracy.",
    discussion: """
      Several checkpoints classify as an ensemble: their logits are added. Every subset's accuracy is \
      printed, and each member's share: its part of the predicted classes' lead over the mean class.

      --parts measures each network's prototypes against annotated parts of the object, as Huang et al. \
      (ICCV 2023) define it: 'consistency' is the share of prototypes that find the same part in at \
      least 80 % of the pictures of their class that show it, 'stability' the share of pictures whose \
      found parts stay the same under noise.

        protopnet evaluate results/birds/RUN/checkpoints/cycle-1-last-layer.h5 --dataset photos
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

  @Option(
    help: """
      An HDF5 file for /latents [N, D, H, W], /minimum_squared_distances, /nearest_cells and \
      /similarities [N, P], /logits [N, K], /images and /labels, of one ProtoPNet.
      """,
    completion: .file()
  )
  var latents: String?

  @Option(
    help: """
      Pictures at a time, 1 to 4096. The classes do not depend on it; the last bits of numbers may, where \
      the library's kernels for another size round otherwise.
      """
  )
  var batchSize = CheckpointEvaluator.batchSize

  @Flag(help: "Measure consistency and stability on annotated parts; see above.")
  var parts = false

  @Flag(help: "Read checkpoints that hold NaN or infinities, too.")
  var allowNonFinite = false

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "reading the networks" }
  var afterInterruption: String {
    "nothing was written; the same command begins anew"
  }

  func validate() throws {
    guard (1...4096).contains(batchSize) else {
      throw ValidationError("--batch-size is \(batchSize), and 1 to 4096 pictures are possible")
    }
    guard latents == nil || checkpoints.count == 1 else {
      throw ValidationError("--latents is of one checkpoint, and these are \(checkpoints.count)")
    }
  }

  func run() throws {
    let display = ProgressDisplay()
    let folder = URL(fileURLWithPath: dataset)
    var scores: [PartScores] = []
    var told: Set<String> = []
    let members = try checkpoints.map { checkpoint in
      let evaluator = try CheckpointEvaluator(
        checkpoint: URL(fileURLWithPath: checkpoint),
        allowingNonFinite: allowNonFinite
      )
      let predictions = try evaluator.predictions(
        on: folder,
        batchSize: batchSize,
        keepingLatents: latents != nil
      ) { text in
        if told.insert(text).inserted { Console.note("warning: \(text)") }
      } progress: {
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
    if let latents { try result.predictions.writeLatents(to: URL(fileURLWithPath: latents)) }
    switch format {
    case .text: Console.print(result.text(checkpoints: checkpoints))
    case .json: try Console.print(json: result)
    }
  }
}
