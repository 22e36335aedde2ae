import Foundation
import Synchronization

/// The process that reads a file for its parent: the file is its input, the answer its output.
package enum ReadingService {
  private static let servesItself = Mutex(false)

  /// This program, or for a program that does not serve (a test) the one beside it.
  static var program: String {
    if servesItself.withLock({ $0 }) { return "/proc/self/exe" }
    return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "protopnet").path
  }

  /// Does what the process is for where it was started with this first argument, and ends it.
  ///
  /// To be called first in a program's `main`, before other libraries start their threads. `answer` reads
  /// the file at ``path`` and sends what it holds, given its bytes' count and the arguments that follow.
  package static func serve(
    _ argument: String,
    _ answer: (_ byteCount: Int, _ arguments: [String]) -> Void
  ) {
    servesItself.withLock { $0 = true }
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.first == argument else { return }
    var status = stat()
    guard fstat(STDIN_FILENO, &status) == 0 else { _exit(2) }
    let byteCount = Int(status.st_size)
    limit(byteCount)
    answer(byteCount, Array(arguments.dropFirst()))
    // Nothing is closed: the library may not survive that.
    _exit(0)
  }

  /// Where the library finds the file.
  package static let path = "/proc/self/fd/0"

  /// Sends a value in JSON after its length in 64 bits.
  package static func send(_ value: some Encodable) {
    guard let json = try? JSONEncoder().encode(value) else { _exit(2) }
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { write(Array($0)) }
    write([UInt8](json))
  }

  /// Sends bytes as they are.
  package static func write(_ bytes: [UInt8]) {
    let isSent = bytes.withUnsafeBytes { RawFile.write($0, to: STDOUT_FILENO) }
    if !isSent { _exit(2) }
  }

  /// Limits the memory to that of the file's values and the time to that of unpacking them.
  private static func limit(_ byteCount: Int) {
    let pages =
      (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))
      .flatMap { $0.split(separator: " ").first }.flatMap { Int($0) } ?? 0
    let memory = pages * Int(getpagesize()) + 2 * byteCount + 48_000_000
    for (resource, value) in [
      (RLIMIT_AS, memory), (RLIMIT_CPU, 2 + byteCount / 50_000_000), (RLIMIT_CORE, 0),
    ] {
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(resource.rawValue), &limit)
      limit.rlim_cur = min(rlim_t(value), limit.rlim_max)
      setrlimit(__rlimit_resource_t(resource.rawValue), &limit)
    }
  }
}
