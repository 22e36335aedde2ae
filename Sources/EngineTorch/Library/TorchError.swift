/// What stands between this program and libtorch.
package enum TorchError: Error, Equatable, CustomStringConvertible {
  /// No library at any of these places.
  case notFound(places: [String])
  case unloadable(path: String, problem: String)
  case missingSymbol(path: String, name: String)
  case oldVersion(path: String, found: String)
  /// The device is not there, or the library was built without it.
  case noDevice(name: String, problem: String)
  /// The process computes with another precision already, which the library keeps for all of it.
  case otherPrecision
  /// An operation failed, with the library's own words.
  case failed(operation: String, message: String)

  private static let oldest = "\(TorchVersion.oldest.major).\(TorchVersion.oldest.minor)"

  package var description: String {
    switch self {
    case .notFound(let places):
      "libtorch was not found: looked for libtorch_cpu.so in \(places.joined(separator: ", ")); install "
        + "PyTorch, activate its environment, or name the folder of its libraries in PROTOPNET_LIBTORCH"
    case .unloadable(let path, let problem):
      "\(path) cannot be loaded: \(problem)"
    case .missingSymbol(let path, let name):
      "\(path) lacks '\(name)'; take PyTorch \(Self.oldest) or a newer one"
    case .oldVersion(let path, let found):
      "\(path) is of PyTorch \(found); take \(Self.oldest) or a newer one"
    case .noDevice(let name, let problem):
      "there is no device '\(name)': \(problem)"
    case .otherPrecision:
      "libtorch computes with another precision in this process already; start another one"
    case .failed(let operation, let message):
      "libtorch cannot compute \(operation): \(message)"
    }
  }

  /// Whether the device's memory was too small.
  var isOutOfMemory: Bool {
    if case .failed(_, let message) = self {
      message.contains("out of memory") || message.contains("can't allocate memory")
    } else {
      false
    }
  }
}
