import Engines
import EngineTorch
import Foundation
import Networks
import Recipe
import Tensors

/// `protopnet-device-check`: what libtorch computes on a device, beside values that were carried there.
///
/// It needs neither oneDNN nor any other library of the workbench's, so that it can be copied alone to a machine
/// with a GPU. `run.sh` beside it makes, carries and calls it.
@main struct DeviceCheck {
  /// What the command line asks for.
  private struct Options {
    var device = ComputeDevice.processor
    var precision = Precision.float32
    var architectures: [Architecture] = [
      .vgg16, .vgg19, .resnet34, .resnet152, .densenet121, .densenet161,
    ]
    var reference: String?
    var writes: String?
    /// The pictures of a timed step; 0 times none.
    var timedBatchSize = 0
    var threads = ProcessInfo.processInfo.activeProcessorCount

    init(_ arguments: [String]) throws(CheckError) {
      var arguments = arguments[...]
      while let name = arguments.popFirst() {
        guard let value = arguments.popFirst() else { throw .usage("\(name) needs a value") }
        switch name {
        case "--device":
          guard let device = ComputeDevice(value) else { throw .usage("no device '\(value)'") }
          self.device = device
        case "--precision":
          guard let precision = Precision(rawValue: value) else {
            throw .usage("no precision '\(value)'")
          }
          self.precision = precision
        case "--architectures":
          architectures = value.split(separator: ",").compactMap {
            Architecture(rawValue: String($0))
          }
        case "--reference": reference = value
        case "--write": writes = value
        case "--time": timedBatchSize = Int(value) ?? 0
        case "--threads": threads = Int(value) ?? threads
        default: throw .usage("no option '\(name)'")
        }
      }
    }
  }

  static func main() {
    // Threads that wait give their processor away; libtorch's threads read it when they begin.
    setenv("OMP_WAIT_POLICY", "passive", 0)
    do {
      try run(Options(Array(CommandLine.arguments.dropFirst())))
    } catch {
      try? FileHandle.standardError.write(contentsOf: Data("error: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func run(_ options: Options) throws {
    let engine = try TorchEngine(
      device: options.device,
      precision: options.precision,
      threads: options.threads,
      processorName: "a processor"
    )
    if let file = options.writes {
      var values: [String: NetworkValues] = [:]
      for architecture in options.architectures {
        values[architecture.rawValue] = try CheckedNetwork(architecture, engine).values()
      }
      try JSONEncoder().encode(values).write(to: URL(fileURLWithPath: file))
      return
    }
    let reference = try options.reference.map { file in
      try JSONDecoder().decode(
        [String: NetworkValues].self,
        from: Data(contentsOf: URL(fileURLWithPath: file))
      )
    }
    var report = CheckReport(
      library: engine.libraryName,
      device: "\(options.device), \(engine.processorName)",
      precision: options.precision.rawValue
    )
    for architecture in options.architectures {
      var found = CheckReport.Network(architecture: architecture.rawValue)
      if let truth = reference?[architecture.rawValue] {
        found.compare(try CheckedNetwork(architecture, engine).values(), with: truth)
      }
      if options.timedBatchSize > 0 {
        do {
          found.stepSeconds = try CheckedNetwork.stepSeconds(
            architecture,
            engine,
            batchSize: options.timedBatchSize
          )
        } catch {
          found.problem = "\(error)"
        }
      }
      report.networks.append(found)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    print(String(decoding: try encoder.encode(report), as: UTF8.self))
  }
}

/// What the command line lacks.
enum CheckError: Error, CustomStringConvertible {
  case usage(String)

  var description: String {
    switch self {
    case .usage(let problem):
      "\(problem); the options are --device, --precision, --architectures, --reference, --write, --time, --threads"
    }
  }
}
