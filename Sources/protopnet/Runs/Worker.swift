import Files
import Foundation
import Runs
import Synchronization

/// A process of this program that performs one run, for several side by side.
struct Worker: Sendable {
  let arguments: [String]
  /// Goes before every line that the process says.
  let tag: String
  let label: String

  /// Runs all, so many at a time; returns why some failed, by their indices.
  static func run(_ workers: [Worker], jobs: Int) -> [Int: RunFailure] {
    let failures = Failures()
    let running = Running()
    Thread.detachNewThread { running.endWhereAsked() }
    let queue = OperationQueue()
    queue.maxConcurrentOperationCount = jobs
    for (index, worker) in workers.enumerated() {
      queue.addOperation { failures.note(worker.run(among: running), of: index) }
    }
    queue.waitUntilAllOperationsAreFinished()
    return failures.all
  }

  /// The failures of workers that end on several threads.
  private final class Failures: Sendable {
    private let found = Mutex<[Int: RunFailure]>([:])
    var all: [Int: RunFailure] { found.withLock { $0 } }

    func note(_ failure: RunFailure?, of index: Int) {
      found.withLock { $0[index] = failure }
    }
  }

  /// The processes that run now, for an end that a signal asks for.
  private final class Running: Sendable {
    private let processes = Mutex<Set<Int32>>([])

    /// Starts a process unless an end is asked for.
    func start(_ process: Process) throws -> Bool {
      try processes.withLock { all in
        guard Signals.interruption.request == nil else { return false }
        try process.run()
        all.insert(process.processIdentifier)
        return true
      }
    }

    func ended(_ process: Process) {
      processes.withLock { _ = $0.remove(process.processIdentifier) }
    }

    /// Waits until a signal asks this process for the end, and passes that on.
    func endWhereAsked() {
      while Signals.interruption.request == nil { Thread.sleep(forTimeInterval: 0.1) }
      processes.withLock { for number in $0 { kill(number, SIGTERM) } }
    }
  }

  /// Runs to the end, passing lines on; returns why it failed, if it did.
  private func run(among running: Running) -> RunFailure? {
    if Signals.interruption.request != nil { return nil }
    Console.progress("\(tag) \(label)")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = arguments
    let (life, lines) = (Pipe(), Pipe())
    process.standardInput = life
    process.standardError = lines
    do {
      guard try running.start(process) else { return nil }
    } catch {
      return RunFailure(message: "cannot start: \(error.reason)", code: 1)
    }
    let last = passOn(lines.fileHandleForReading)
    process.waitUntilExit()
    running.ended(process)
    // The process ends where this one does not live to close its input.
    try? life.fileHandleForWriting.close()
    if process.terminationReason == .uncaughtSignal {
      return RunFailure(message: "ended by signal \(process.terminationStatus)", code: 1)
    }
    let code = process.terminationStatus
    return code == 0
      ? nil : RunFailure(message: last.isEmpty ? "exit code \(code)" : last, code: code)
  }

  /// Prints lines as they come, with the tag; returns the last one.
  private func passOn(_ handle: FileHandle) -> String {
    var (rest, last) = (Data(), "")
    while true {
      let data = handle.availableData
      rest += data
      let end = data.isEmpty ? rest.endIndex : rest.lastIndex(of: UInt8(ascii: "\n"))
      guard let end else { continue }
      for line in rest[..<end].split(separator: UInt8(ascii: "\n")) {
        last = String(decoding: line, as: UTF8.self)
        Console.note("\(tag) \(last)")
      }
      rest = Data(rest[end...])
      if data.isEmpty { return last }
    }
  }

  /// In a worker: asks for the end of this process when the one that started it is gone.
  static func endWithInput() {
    Thread.detachNewThread {
      // Nothing is ever written; reading ends when the other end is closed.
      _ = try? FileHandle.standardInput.readToEnd()
      Signals.interruption.request(SIGTERM)
    }
  }
}
