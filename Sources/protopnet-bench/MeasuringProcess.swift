import Engine
import Foundation

/// A process of its own that measures something, so that its peak memory is its own.
enum MeasuringProcess {
  /// Runs a command that prints a result in JSON as its last line.
  ///
  /// - Throws: ``MeasurementError`` for a command that fails or prints nothing, and `DecodingError`
  ///   for one that prints something else.
  static func result<Result: Decodable>(of command: [String]) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    // What this program has set for its own threads is not for those of a peer.
    let variable = "GOMP_SPINCOUNT"
    process.environment = ProcessInfo.processInfo.environment.filter {
      $0.key != variable || $0.value != Engine.spinCount
    }
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\n")
    guard process.terminationStatus == 0, let last = lines.last else {
      throw MeasurementError(command: command.joined(separator: " "))
    }
    return try JSONDecoder().decode(Result.self, from: Data(last.utf8))
  }

  /// The path of this program, for processes that measure a part of its work.
  static var ownPath: String {
    get throws {
      guard let path = Bundle.main.executablePath else {
        throw MeasurementError(command: "protopnet-bench")
      }
      return path
    }
  }
}

/// A command that measured nothing.
struct MeasurementError: Error, CustomStringConvertible {
  let command: String
  var description: String { "no measurement came from: \(command)" }
}
