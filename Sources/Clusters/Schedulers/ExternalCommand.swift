import Files
import Foundation

/// A program of the system, such as `sbatch`, that is called and waited for.
package struct ExternalCommand {
  private let name: String
  private let file: URL

  /// Finds a program along PATH; nil where it is not there.
  package init?(_ name: String) {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    let files = path.split(separator: ":").map {
      URL(fileURLWithPath: String($0), isDirectory: true).appending(path: name)
    }
    guard
      let file = files.first(where: {
        FileManager.default.isExecutableFile(atPath: $0.path) && PathKind(at: $0) == .file
      })
    else { return nil }
    (self.name, self.file) = (name, file)
  }

  /// Calls the program and returns what it says on its standard output.
  ///
  /// - Throws: ``ClusterError/failed(_:reason:)`` where it ends with another code than 0.
  package func output(_ arguments: [String]) throws(ClusterError) -> String {
    let process = Process()
    process.executableURL = file
    process.arguments = arguments
    let (output, errors) = (Pipe(), TextPipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors.pipe
    do {
      try process.run()
    } catch {
      throw .failed(name, reason: error.reason)
    }
    errors.collect()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let said = errors.text
    guard process.terminationStatus == 0, process.terminationReason == .exit else {
      // Each line begins with the program's name and `error:` or `fatal:`.
      let lines = said.split(whereSeparator: \.isNewline)
      let reason = lines.map { $0.replacing(/^\w+: ((error|fatal): )?/, with: "") }
        .joined(separator: "; ")
      throw .failed(
        name,
        reason: reason.isEmpty ? "it ended with code \(process.terminationStatus)" : reason
      )
    }
    return String(decoding: data, as: UTF8.self)
  }
}

/// A stream that is read beside another one, so that neither fills up.
private final class TextPipe: @unchecked Sendable {
  let pipe = Pipe()
  private let end = DispatchSemaphore(value: 0)
  private var data = Data()

  func collect() {
    Thread.detachNewThread {
      self.data = self.pipe.fileHandleForReading.readDataToEndOfFile()
      self.end.signal()
    }
  }

  var text: String {
    end.wait()
    return String(decoding: data, as: UTF8.self)
  }
}

/// What keeps runs from being submitted.
package enum ClusterError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A program of the scheduler is not there.
  case missing(String, advice: String)
  /// A program of the scheduler refused something.
  case failed(String, reason: String)

  package var description: String {
    switch self {
    case .missing(let name, let advice): "'\(name)' is not found along PATH; \(advice)"
    case .failed(let name, let reason): "'\(name)' failed: \(reason)"
    }
  }
}
