import Files
import Foundation
import Synchronization

/// Reads HDF5 files that this program did not write, in a process of its own.
///
/// The C library crashes on, or loops over, files that were damaged in place, and follows links to whatever
/// file of the machine. So this program starts itself anew with the file as its input and limits on its
/// memory and time. What comes back is an account of the file (``HDF5Contents``), followed by the values that
/// this process cannot read from the file itself.
///
/// The answer is a length in 64 bits, the account in JSON, the values, and the problems of values that could
/// not be converted after all, by their paths in JSON.
package enum HDF5ReadingProcess {
  /// The first argument of the process.
  static let argument = "--read-hdf5"
  /// The process is given up when it says nothing for so long.
  static let patience: Int32 = 10_000

  /// The account of a file.
  struct Account: Codable {
    var problem: HDF5Problem?
    var contents = HDF5Contents()
    var copyByteCount = 0
  }

  private static let servesItself = Mutex(false)

  /// Does what the process is for where it was started for that, and ends it.
  ///
  /// To be called first in a program's `main`, before other libraries start their threads.
  package static func serveIfAsked() {
    if CommandLine.arguments.dropFirst().first == argument { HDF5ReadingService.run() }
    servesItself.withLock { $0 = true }
  }

  /// This program, or for a program that does not serve (a test) the one beside it.
  private static var program: String {
    if servesItself.withLock({ $0 }) { return "/proc/self/exe" }
    return URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
      .appending(path: "protopnet").path
  }

  /// What a file holds, and the values that are not read from it.
  static func contents(
    of source: HDF5Source
  ) throws(CheckpointError) -> (HDF5Contents, copies: [UInt8]) {
    let place = source.place
    guard let start = try start(of: source) else {
      throw place.error("is truncated or not an HDF5 file")
    }
    try source.requireUnlocked()
    try requireClosed(source, start)
    let answer = try answer(about: source)
    let crash = place.damaged("HDF5 could not read it")
    var cursor = ByteCursor(answer[...])
    guard let length = cursor.size(), let json = cursor.take(length),
      var account = try? JSONDecoder().decode(Account.self, from: Data(json))
    else { throw crash }
    if let problem = account.problem { throw problem.error(at: place) }
    guard let copies = cursor.take(account.copyByteCount),
      let rest = cursor.take(cursor.restCount),
      let problems = try? JSONDecoder().decode([String: HDF5Problem].self, from: Data(rest))
    else { throw crash }
    for (path, problem) in problems { account.contents.objects[path]?.kind = .unusable(problem) }
    guard directByteCount(account.contents) ?? .max <= source.byteCount else {
      throw place.damaged("its parts overlap")
    }
    return (account.contents, Array(copies))
  }

  /// Where HDF5's signature is: at the beginning, or at 512 bytes or one of their doubles.
  private static func start(of source: HDF5Source) throws(CheckpointError) -> Int? {
    let length = HDF5Signature.superblock.count
    var offset = 0
    while offset <= source.byteCount - length {
      if try source.read(length, at: offset) == HDF5Signature.superblock { return offset }
      offset = max(512, 2 * offset)
    }
    return nil
  }

  /// Throws where a program has the file open for writing, or died while it had.
  ///
  /// Only superblocks of version 3 say so, in their twelfth byte.
  private static func requireClosed(
    _ source: HDF5Source,
    _ start: Int
  ) throws(CheckpointError) {
    guard start <= source.byteCount - 12 else { return }
    let superblock = try source.read(12, at: start)
    guard superblock[8] == 3, superblock[11] & 5 != 0 else { return }
    throw CheckpointError(
      file: source.url.path,
      problem: "is open for writing in another program, or was when that one died",
      remedy: "close it there, or clear its mark with 'h5clear -s'"
    )
  }

  /// The bytes of all datasets that are read from the file itself; nil where they are beyond counting.
  private static func directByteCount(_ contents: HDF5Contents) -> Int? {
    contents.objects.values.reduce(0 as Int?) { sum, object in
      guard let sum, case .dataset(let stored) = object.kind, case .file = stored.place else {
        return sum
      }
      let count = CheckedSize.product([stored.element?.byteCount ?? 1] + stored.extents)
      return count.flatMap { count in
        let (next, overflow) = sum.addingReportingOverflow(count)
        return overflow ? nil : next
      }
    }
  }

  // MARK: - The process

  /// All that the process says about a file.
  private static func answer(about source: HDF5Source) throws(CheckpointError) -> [UInt8] {
    var ends: [Int32] = [0, 0]
    // Of the two kinds of pipes only this one can be kept from other processes from its beginning on.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw unstartable(source, errno) }
    let process: pid_t
    do throws(CheckpointError) {
      process = try start(source, output: ends[1])
    } catch {
      close(ends[0])
      close(ends[1])
      throw error
    }
    close(ends[1])
    defer { close(ends[0]) }
    let limit = 3 * HDF5Contents.copyLimit(fileByteCount: source.byteCount)
    let bytes = collect(ends[0], limit: limit)
    if bytes == nil { kill(process, SIGKILL) }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    guard let bytes, status == 0 else {
      throw source.place.damaged("HDF5 could not read it")
    }
    return bytes
  }

  /// Reads until the other end is closed; nil where that takes too long or becomes too much.
  private static func collect(_ descriptor: Int32, limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&waiting, 1, patience)
      if ready < 0 && errno == EINTR { continue }
      guard ready > 0 else { return nil }
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0, bytes.count + count <= limit else { return nil }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  private static func start(
    _ source: HDF5Source,
    output: Int32
  ) throws(CheckpointError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, source.descriptor, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A signal of the terminal to this program's group must not look like a damaged file.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)

    let arguments: [UnsafeMutablePointer<CChar>?] =
      ["protopnet", argument].map { (text: String) in strdup(text) } + [nil]
    let environment = [
      "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "HDF5_USE_FILE_LOCKING=FALSE",
      "HDF5_PLUGIN_PRELOAD=::",
    ] + ["LD_LIBRARY_PATH", "PATH"].compactMap { name in
      ProcessInfo.processInfo.environment[name].map { "\(name)=\($0)" }
    }
    let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { (arguments + variables).forEach { free($0) } }
    var process: pid_t = 0
    let status = posix_spawn(&process, program, &actions, &attributes, arguments, variables)
    guard status == 0 else { throw unstartable(source, status) }
    return process
  }

  private static func unstartable(_ source: HDF5Source, _ code: Int32) -> CheckpointError {
    CheckpointError(
      file: source.url.path,
      problem: "cannot be read: no process for it can be started "
        + "(\(String(cString: strerror(code))))",
      remedy: "check the limits on processes and open files (ulimit -a)"
    )
  }
}
