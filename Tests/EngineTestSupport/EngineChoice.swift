import Engine
package import Engines
import EngineTorch
package import Recipe

/// The ways of computing that the same suites hold against the same truth.
package enum EngineChoice: String, CaseIterable, Sendable {
  /// oneDNN, by its ways of computing convolutions.
  case winograd, direct, fastest
  /// PyTorch's library on the processor.
  case torch

  /// All of them, or those of oneDNN where PyTorch is not installed.
  package static let available = allCases.filter { $0 != .torch || whyNoLibtorch == nil }

  /// oneDNN's exact convolutions, and libtorch where PyTorch is installed.
  package static let exact = available.filter { $0 == .direct || $0 == .torch }

  /// Why libtorch's cases are left out; nil where they are not.
  package static let whyNoLibtorch: String? = {
    do {
      _ = try TorchLibrary.load(precision: .float32)
      return nil
    } catch {
      return "\(error)"
    }
  }()

  /// An engine that computes in this way.
  ///
  /// - Throws: `TorchError`.
  package func make(
    precision: Precision = .float32,
    threads: Int = 0
  ) throws -> any ComputeEngine {
    guard let algorithm = ConvolutionAlgorithm(rawValue: rawValue) else {
      return try TorchEngine(
        precision: precision,
        threads: Engine(threads: threads).threadCount,
        processorName: Engine.instructionSet
      )
    }
    return Engine(threads: threads, convolution: algorithm, precision: precision)
  }
}
