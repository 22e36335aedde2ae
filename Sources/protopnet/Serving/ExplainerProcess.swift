import Files
import Foundation
import Synchronization

/// The process that explains pictures, as the server has it: started when it is needed, ended when it takes too long.
final class ExplainerProcess: Sendable {
  private struct Running {
    let process: Process
    let input, output: FileHandle
  }

  private let running = Mutex<Running?>(nil)
  private let number = Atomic<Int32>(0)
  private let isEnding = Atomic<Bool>(false)
  private let limit: Double

  /// With the seconds that a picture may take.
  init(limit: Double) { self.limit = limit }

  /// Has a picture explained, after those of others.
  ///
  /// - Throws: ``ExplainerReply`` with what was wrong.
  func explain(_ request: ExplainerRequest) throws(ExplainerReply) {
    let reply = running.withLock { current -> ExplainerReply in
      guard !isEnding.load(ordering: .sequentiallyConsistent) else {
        return ExplainerReply(problem: "the program ends")
      }
      do {
        if current?.process.isRunning != true { current = try start() }
        guard let running = current else { return ExplainerReply(problem: "it cannot be started") }
        guard let reply = try ask(running, request) else {
          current = nil
          return ExplainerReply(problem: Self.tooMuch, isPicture: true)
        }
        return reply
      } catch {
        current = nil
        return ExplainerReply(problem: "the process that explains cannot be used: \(error.reason)")
      }
    }
    if reply.problem != nil { throw reply }
  }

  private static let tooMuch =
    "looking at the picture took too long or too much; try a smaller one, or fewer networks"

  /// Ends the process, and whatever it is at; no other one begins.
  func end() {
    isEnding.store(true, ordering: .sequentiallyConsistent)
    kill()
    running.withLock { $0 = nil }
  }

  private func kill() {
    let number = number.load(ordering: .sequentiallyConsistent)
    if number > 0 { Foundation.kill(number, SIGKILL) }
  }

  private func start() throws -> Running {
    let process = Process()
    // The very program, even where its file was replaced meanwhile.
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe")
    process.arguments = [ExplainerService.command]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    process.terminationHandler = { [self] process in
      // Its number may be another process's from now on.
      _ = number.compareExchange(
        expected: process.processIdentifier,
        desired: 0,
        ordering: .sequentiallyConsistent
      )
    }
    try process.run()
    number.store(process.processIdentifier, ordering: .sequentiallyConsistent)
    return Running(
      process: process,
      input: input.fileHandleForWriting,
      output: output.fileHandleForReading
    )
  }

  /// Sends a request and waits for the answer; nil where the process ended over it.
  private func ask(_ running: Running, _ request: ExplainerRequest) throws -> ExplainerReply? {
    let isOver = Timer()
    Thread.detachNewThread { [self] in
      if !isOver.wait(seconds: limit) { kill() }
    }
    defer { isOver.stop() }
    try running.input.write(contentsOf: try JSONEncoder().encode(request) + Data("\n".utf8))
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let data = running.output.availableData
      guard !data.isEmpty else { return nil }
      line += data
    }
    return try JSONDecoder().decode(ExplainerReply.self, from: line)
  }

  /// A time that something else may end before.
  private final class Timer: Sendable {
    private let end = DispatchSemaphore(value: 0)

    func stop() { end.signal() }

    /// Whether it was stopped before the time was over.
    func wait(seconds: Double) -> Bool { end.wait(timeout: .now() + seconds) == .success }
  }
}
