import ArgumentParser
import Foundation
import Workbench

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
    let predictions = try Predictions(ensemble: members)
    if let logits { try predictions.write(to: URL(fileURLWithPath: logits)) }
    switch format {
    case .text:
      let ensemble = EvaluatedEnsemble(members)?.lines { Self.accuracy($0, predictions) } ?? []
      for line in ensemble { Console.print(line) }
      Console.print(Self.text(predictions))
      for (checkpoint, scores) in zip(checkpoints, scores) {
        Console.print("parts, \(checkpoint)\n\(scores.lines.joined(separator: "\n"))")
      }
    case .json: Console.print(try Self.json(predictions, EvaluatedEnsemble(members), scores))
    }
  }

  private static func text(_ predictions: Predictions) -> String {
    let width = predictions.classNames.map(\.count).max() ?? 0
    let classes = predictions.classAccuracies.map { name, correct, count in
      let share = String(format: "%5.1f %%", 100 * Double(correct) / Double(count))
      return "  \(name.padding(toLength: width, withPad: " ", startingAt: 0))  \(share)  "
        + "(\(correct) of \(count))"
    }
    let accuracy = accuracy(predictions.correctCount, predictions)
    return (["accuracy \(accuracy)"] + classes).joined(separator: "\n")
  }

  private static func accuracy(_ correctCount: Int, _ predictions: Predictions) -> String {
    let count = predictions.images.count
    let share = String(format: "%.1f %%", 100 * Double(correctCount) / Double(count))
    return "\(share) (\(correctCount) of \(count) pictures)"
  }

  private static func json(
    _ predictions: Predictions,
    _ ensemble: EvaluatedEnsemble?,
    _ scores: [PartScores]
  ) throws -> String {
    struct ClassResult: Encodable {
      var name: String
      var correctCount, imageCount: Int
    }
    struct Result: Encodable {
      var checkpoint, stage: String
      var imageCount, correctCount: Int
      var accuracy: Double
      var classes: [ClassResult]
      var ensemble: EvaluatedEnsemble?
      /// In the order of the checkpoints; absent unless it was asked for.
      var parts: [PartScores]?
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let result = Result(
      checkpoint: predictions.checkpoint,
      stage: predictions.stage,
      imageCount: predictions.images.count,
      correctCount: predictions.correctCount,
      accuracy: Double(predictions.correctCount) / Double(predictions.images.count),
      classes: predictions.classAccuracies.map {
        ClassResult(name: $0.name, correctCount: $0.correctCount, imageCount: $0.imageCount)
      },
      ensemble: ensemble,
      parts: scores.isEmpty ? nil : scores
    )
    return String(decoding: try encoder.encode(result), as: UTF8.self)
  }
}

extension PartScores {
  /// The scores with all they depend on.
  fileprivate var lines: [String] {
    func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
    let counts = "\(consistentCount) of \(prototypeCount) prototypes"
    let left =
      uncountedPrototypeCount > 0
      ? ["  not counted  \(uncountedPrototypeCount) prototypes of classes without pictures here"]
      : []
    return [
      "  consistency  \(percent(consistency)) (\(counts); the best part is hit in "
        + "\(percent(meanHitShare)) of its pictures on average)",
      "  stability    \(percent(stability)) (\(stabilities.map(percent).joined(separator: ", ")))",
    ] + left + [
      "  definition   \(definition): of \(parts.count) parts (\(parts.joined(separator: ", "))), hit "
        + "within \(reach) pixels of \(imageSize); consistent from \(percent(consistencyThreshold)) of "
        + "the pictures that show a part; noise of \(noise.standardDeviation) ImageNet standard "
        + "deviations, at most \(noise.limit), \(noise.draws) draws of seed \(noise.seed)"
    ]
  }
}
