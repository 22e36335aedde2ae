import ArgumentParser
import Engine
import Foundation
import Networks
import Recipe

/// `protopnet-bench compare`: this engine and another program in turns, on the same work.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Measure beside another program, in turns, and print the ratios.",
    discussion: """
      The peer's command is called with --architecture, --work, --batch-size, --repetitions and \
      --image-size, and prints a line of JSON as 'protopnet-bench step' does; it is called once for each of \
      --modes, whose words it gets as options, too. Each round starts all programs afresh, one after the \
      other. Ratios are of the medians over all rounds: of float32 to the peer's best mode of float32, of \
      bfloat16 to its best of all.
      """
  )

  @Option(help: "The other program's command, such as 'python3 pytorch_peer.py --released DIR'.")
  var peer: String

  @Option(
    parsing: .upToNextOption,
    help: "The peer's modes, each its options joined by commas; 'eager' has none."
  )
  var modes = ["eager", "channels-last", "compile", "bfloat16", "bfloat16,channels-last"]

  @Option(parsing: .upToNextOption, help: "What this engine's feature maps consist of.")
  var precisions = Precision.allCases.filter { $0 == .float32 || Engine.computesBFloat16 }

  @Option(parsing: .upToNextOption, help: "Backbones by torchvision's names.")
  var architectures: [Architecture] = [
    .vgg16, .vgg19, .resnet34, .resnet152, .densenet121, .densenet161,
  ]

  @Option(parsing: .upToNextOption, help: "Pieces of work, such as joint:16 or forward:1.")
  var work: [BatchedWork] = [BatchedWork(argument: "joint:16")].compactMap(\.self)

  @Option(help: "Rounds, each of which starts every program once.")
  var rounds = 2

  @Option(help: "Timed repetitions of a round.")
  var repetitions = 3

  @Option(help: "The edge of a picture, in pixels.")
  var imageSize = 224

  @Option(help: "A file for all measurements, JSON.", completion: .file())
  var output: String?

  /// Work with the size of its batches.
  struct BatchedWork: ExpressibleByArgument {
    let work: Work
    let batchSize: Int

    init?(argument: String) {
      let parts = argument.split(separator: ":")
      guard parts.count == 2, let work = Work(rawValue: String(parts[0])),
        let batchSize = Int(parts[1]), batchSize > 0
      else { return nil }
      self.work = work
      self.batchSize = batchSize
    }
  }

  /// One line of the comparison.
  struct Comparison: Codable {
    /// The processor's model, without which times mean little.
    var processor: String
    var ours: [Measurement]
    var peers: [Measurement]
  }

  /// The processor's model as the system tells it.
  private static var processor: String {
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let facts = ["model name", "cpu family", "model\t"].compactMap { name in
      text.split(separator: "\n").first { $0.hasPrefix(name) }?
        .split(separator: ":", maxSplits: 1).last.map { $0.trimmingCharacters(in: .whitespaces) }
    }
    return facts.joined(separator: ", ")
  }

  /// - Throws: ``MeasurementError`` for a command that measures nothing, and what writing the file
  ///   throws.
  func run() throws {
    let own = try precisions.map {
      [try MeasuringProcess.ownPath, "step", "--precision", $0.rawValue]
    }
    let peers = modes.map { mode in
      let options = mode == "eager" ? [] : mode.split(separator: ",").map { "--\($0)" }
      return peer.split(separator: " ").map(String.init) + options
    }
    var comparisons: [Comparison] = []
    for work in work {
      for architecture in architectures {
        let arguments = [
          "--architecture", architecture.rawValue, "--work", work.work.rawValue, "--batch-size",
          "\(work.batchSize)", "--repetitions", "\(repetitions)", "--image-size", "\(imageSize)",
        ]
        var measured: [Measurement] = []
        for round in 0..<rounds {
          for (index, command) in (own + peers).enumerated() {
            let measurement: Measurement = try MeasuringProcess.result(of: command + arguments)
            if round == 0 {
              measured.append(measurement)
            } else {
              measured[index].seconds += measurement.seconds
              measured[index].peakMegabytes = max(
                measured[index].peakMegabytes,
                measurement.peakMegabytes
              )
            }
          }
        }
        let comparison = Comparison(
          processor: Self.processor,
          ours: Array(measured.prefix(own.count)),
          peers: Array(measured.dropFirst(own.count))
        )
        comparisons.append(comparison)
        if comparisons.count == 1 { print(ComparisonTable.heading) }
        ComparisonTable.lines(of: comparison).forEach { print($0) }
        try comparisons.write(to: output)
      }
    }
  }
}

/// Comparisons as rows of a Markdown table.
enum ComparisonTable {
  static let heading = """
    | network | work | batch | precision | ours, s | best peer | s | times as fast | memory ratio |
    |---|---|---:|---|---:|---|---:|---:|---:|
    """

  static func lines(of comparison: CompareCommand.Comparison) -> [String] {
    comparison.ours.map { ours in
      let peers = comparison.peers.filter {
        ours.precision == .bfloat16 || $0.precision == .float32
      }
      let start = "| \(ours.architecture) | \(ours.work.rawValue) | \(ours.batchSize) | "
      let own = "\(ours.precision.rawValue) | \(String(format: "%.4f", ours.median)) | "
      guard let best = peers.min(by: { $0.median < $1.median }),
        let smallest = peers.map({ $0.peakMegabytes - $0.baseMegabytes }).min()
      else { return start + own + "| | | |" }
      let memory = ours.peakMegabytes / smallest
      let numbers = zip([best.median, best.median / ours.median, memory], [4, 2, 2])
        .map { String(format: "%.\($1)f", $0) }
      return start + own + "\(best.engine) | " + numbers.joined(separator: " | ") + " |"
    }
  }
}
