import ArgumentParser
import Foundation
import Networks

/// `protopnet-bench compare`: this engine and another program in turns, on the same work.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Measure beside another program, in turns, and print the ratios.",
    discussion: """
      The peer's command is called with --architecture, --work, --batch-size, --repetitions and \
      --image-size, and prints a line of JSON as 'protopnet-bench step' does. Each round starts both \
      programs afresh, one after the other; ratios are of the medians over all rounds.
      """
  )

  @Option(help: "The other program's command, such as 'python3 pytorch_peer.py --released DIR'.")
  var peer: [String]

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
    var ours: Measurement
    var peers: [Measurement]
  }

  /// - Throws: ``MeasurementError`` for a command that measures nothing, and what writing the file
  ///   throws.
  func run() throws {
    let own = [try MeasuringProcess.ownPath, "step"]
    let peers = peer.map { $0.split(separator: " ").map(String.init) }
    var comparisons: [Comparison] = []
    for work in work {
      for architecture in architectures {
        let arguments = [
          "--architecture", architecture.rawValue, "--work", work.work.rawValue, "--batch-size",
          "\(work.batchSize)", "--repetitions", "\(repetitions)", "--image-size", "\(imageSize)",
        ]
        var measured: [Measurement] = []
        for round in 0..<rounds {
          for (index, command) in ([own] + peers).enumerated() {
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
        let comparison = Comparison(ours: measured[0], peers: Array(measured.dropFirst()))
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
    | network | work | batch | peer | times as fast | ours, s | peer, s | memory ratio |
    |---|---|---:|---|---:|---:|---:|---:|
    """

  static func lines(of comparison: CompareCommand.Comparison) -> [String] {
    let ours = comparison.ours
    return comparison.peers.map { peer in
      let memory = ours.peakMegabytes / (peer.peakMegabytes - peer.baseMegabytes)
      let numbers = [peer.median / ours.median, ours.median, peer.median, memory]
      let texts = zip(numbers, [2, 4, 4, 2]).map { String(format: "%.\($1)f", $0) }
      return
        "| \(ours.architecture) | \(ours.work.rawValue) | \(ours.batchSize) | \(peer.engine) | "
        + texts.joined(separator: " | ") + " |"
    }
  }
}
