import ArgumentParser
import Experiments
import Foundation
import Inspection
import ProtoPNet
import Recipe
import Reports

/// `protopnet metrics`: what prototypes look at, as cards that say all that they depend on.
struct Metrics: LongCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure what a network's prototypes look at: cards with their definitions.",
    discussion: """
      Every card names its definition, split, ties, upsampling and what had no number and why. Cards that need \
      masks or parts use a ToyBirds folder's maps, the parts of manifest.json, pictures of masks in masks/, or \
      the boxes of whole pictures, and say which; where there is nothing, they say what they need. The cards:
      \(PrototypeCard.allCases.map { "\n  \($0.rawValue): \(MetricDefinition.of($0).title)" }.joined())

        protopnet metrics results/birds/RUN/checkpoints/cycle-1-last-layer.h5 --dataset photos
      """
  )

  @Argument(help: "Checkpoints of runs, HDF5.", completion: .file(extensions: ["h5"]))
  var checkpoints: [String]

  @Option(
    help: "A folder with a directory per class, or one with folders 'test' and 'train' of such.",
    completion: .directory
  )
  var dataset: String

  @Option(parsing: .upToNextOption, help: "Cards by their identifiers; all unless given.")
  var only: [String] = []

  @Option(help: "text, json or csv.")
  var format = MetricsFormat.text

  @Option(help: "test or train: the folder of that name, where the data set has it.")
  var split = MetricsSplit.test

  @Option(
    help: """
      Pictures, evenly spread, for the cards that take many evaluations a picture (deletion, hiding, \
      redrawing); 0 takes all.
      """
  )
  var pictures = MeasurementSettings().limitedCount ?? 0

  @Option(help: "Of ten pictures, how many must show a part for its purity to count; 3 is sound.")
  var leastSupport = 0

  @Option(help: "Draws of noise, 1 to 100.")
  var draws = MeasurementSettings().draws

  @Option(help: "The seed of the noise.")
  var seed = MeasurementSettings().noiseSeed

  @Option(
    help: "An HDF5 file for all numbers that the cards are computed from.",
    completion: .file()
  )
  var evidence: String?

  @Flag(help: "Read checkpoints that hold NaN or infinities, too.")
  var allowNonFinite = false

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "reading the networks" }
  var afterInterruption: String {
    "nothing was written; the same command begins anew"
  }

  func validate() throws {
    for name in only where PrototypeCard(named: name) == nil {
      throw ValidationError(
        "there is no card '\(name)'; there are "
          + PrototypeCard.allCases.map(\.rawValue).joined(separator: ", ")
      )
    }
    guard pictures >= 0, (0...10).contains(leastSupport), (1...100).contains(draws) else {
      throw ValidationError(
        "--pictures is at least 0, --least-support 0 to 10 and --draws 1 to 100"
      )
    }
    guard evidence == nil || checkpoints.count == 1 else {
      throw ValidationError("--evidence is of one checkpoint, and these are \(checkpoints.count)")
    }
  }

  private var settings: MeasurementSettings {
    var settings = MeasurementSettings()
    if !only.isEmpty { settings.cards = Set(only.compactMap(PrototypeCard.init(named:))) }
    settings.limitedCount = pictures == 0 ? nil : pictures
    (settings.leastSupport, settings.draws, settings.noiseSeed) = (leastSupport, draws, seed)
    return settings
  }

  func run() throws {
    let display = ProgressDisplay()
    var told: Set<String> = []
    let measured = try checkpoints.map { checkpoint in
      let found = try CheckpointEvaluator(
        checkpoint: URL(fileURLWithPath: checkpoint),
        allowingNonFinite: allowNonFinite
      ).prototypeMetrics(
        on: URL(fileURLWithPath: dataset),
        part: split.rawValue,
        settings,
        evidence: evidence.map { URL(fileURLWithPath: $0) }
      ) { text in
        if told.insert(text).inserted { Console.note("warning: \(text)") }
      } progress: {
        display.advanced("prototypes", done: $0, of: $1)
      }
      display.endLine()
      return found
    }
    switch format {
    case .text:
      Console.print(
        measured.map {
          "\($0.checkpoint)\n" + MetricsText.lines($0.metrics).joined(separator: "\n")
        }
        .joined(separator: "\n\n")
      )
    case .json: try Console.print(json: measured.map(MetricsJSON.init))
    case .csv:
      Console.print(MetricsText.csv(measured.map { ($0.checkpoint, $0.metrics) }))
    }
  }
}

enum MetricsFormat: String, ExpressibleByArgument, CaseIterable { case text, json, csv }

enum MetricsSplit: String, ExpressibleByArgument, CaseIterable { case test, train }
