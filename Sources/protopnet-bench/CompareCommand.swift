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
      --modes, whose words it gets as options, too. A mode that fails, such as compilation without a \
      compiler, is left out with a line that says so. Each round starts all programs afresh, one after the \
      other. Ratios are of the medians over all rounds: to the peer's best mode of float32, and to its best \
      of all. Memory is the process's largest, beside the least that a peer's mode takes beyond its imports; \
      for float32 a mode of float32.
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
  var precisions = Engine.computesBFloat16 ? [Precision.float32, .bfloat16] : [.float32]

  @Option(parsing: .upToNextOption, help: "Backbones by torchvision's names.")
  var architectures: [Architecture] = [
    .vgg16, .vgg19, .resnet34, .resnet152, .densenet121, .densenet161,
  ]

  @Option(parsing: .upToNextOption, help: "Pieces of work, such as joint:16 or forward:1.")
  var work: [BatchedWork] = ["joint:16", "forward:16", "forward:1"]
    .compactMap(BatchedWork.init(argument:))

  @Option(help: "Rounds, each of which starts every program once.")
  var rounds = 3

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
        let comparison = try measure(own, peers, arguments)
        comparisons.append(comparison)
        if comparisons.count == 1 { print(ComparisonTable.heading) }
        ComparisonTable.lines(of: comparison).forEach { print($0) }
        try comparisons.write(to: output)
      }
    }
  }

  /// Runs all programs with some arguments, round after round.
  private func measure(
    _ own: [[String]],
    _ peers: [[String]],
    _ arguments: [String]
  ) throws -> Comparison {
    var ours = [Measurement?](repeating: nil, count: own.count)
    var theirs = [Measurement?](repeating: nil, count: peers.count)
    var skipped: Set<Int> = []
    for _ in 0..<rounds {
      for (index, command) in own.enumerated() {
        let measured: Measurement = try MeasuringProcess.result(of: command + arguments)
        ours[index] = ours[index]?.joined(with: measured) ?? measured
      }
      for (index, command) in peers.enumerated() where !skipped.contains(index) {
        do {
          let measured: Measurement = try MeasuringProcess.result(of: command + arguments)
          theirs[index] = theirs[index]?.joined(with: measured) ?? measured
        } catch let error as MeasurementError {
          print("skipped: \(error)")
          skipped.insert(index)
        }
      }
    }
    return Comparison(
      processor: Self.processor,
      ours: ours.compactMap(\.self),
      peers: theirs.compactMap(\.self)
    )
  }
}
