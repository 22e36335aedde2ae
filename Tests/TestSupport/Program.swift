package import Foundation

/// The built program, run as a person runs it.
package enum Program {
  /// How a process ended, and what it wrote.
  package struct Outcome {
    package let code: Int32
    package let output: String
    package let errors: String
  }

  /// The program lies beside the test bundle that SwiftPM built with it.
  package static let url: URL = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    return bundle.appending(path: "protopnet")
  }()

  /// A process that has not been started.
  package static func process(_ arguments: [String], of program: URL = url, in directory: URL)
    -> Process
  {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = directory
    return process
  }

  /// Runs to the end; both streams go through files, so that neither can fill up and block.
  package static func run(_ arguments: String..., in directory: URL) throws -> Outcome {
    try run(arguments, in: directory)
  }

  package static func run(
    _ arguments: [String],
    of program: URL = url,
    in directory: URL,
    environment: [String: String]? = nil
  ) throws -> Outcome {
    let process = process(arguments, of: program, in: directory)
    if let environment { process.environment = environment }
    let streams = try ["out", "err"].map { name -> (URL, FileHandle) in
      let file = directory.appending(path: ".\(UUID().uuidString).\(name)")
      try Data().write(to: file)
      return (file, try FileHandle(forWritingTo: file))
    }
    process.standardOutput = streams[0].1
    process.standardError = streams[1].1
    try process.run()
    process.waitUntilExit()
    let texts = try streams.map { file, handle in
      try handle.close()
      defer { try? FileManager.default.removeItem(at: file) }
      return try String(contentsOf: file, encoding: .utf8)
    }
    return Outcome(code: process.terminationStatus, output: texts[0], errors: texts[1])
  }
}
