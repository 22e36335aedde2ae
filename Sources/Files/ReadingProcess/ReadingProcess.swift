package import Foundation

/// This program started anew to read one file through a C library that cannot be trusted with it.
///
/// The libraries for HDF5 and MATLAB crash on files that were damaged in place, loop over them, or take more
/// memory than there is. So the file is the input of a process of its own, with limits on memory and time
/// (``ReadingService``). This is that process as its owner sees it; it does not outlive it.
package struct ReadingProcess: ~Copyable {
  private let process: pid_t
  private let output: Int32

  /// How long the process may say nothing, in milliseconds.
  ///
  /// What it computes is limited by its own clock; this is for a machine or a disk that is too busy.
  private static let patience: Int32 = 9000

  /// Starts the process for a file that `descriptor` has open; `arguments` say what it is read as, and what of it.
  ///
  /// - Throws: ``FileError`` where the system has no room for it.
  package init(
    reading file: URL,
    _ descriptor: Int32,
    arguments: [String]
  ) throws(FileError) {
    var ends: [Int32] = [0, 0]
    // Of the two kinds of pipes only this one can be kept from other processes from its beginning on.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Self.unstartable(file, errno) }
    defer { close(ends[1]) }
    let (process, status) = Self.start(arguments, input: descriptor, output: ends[1])
    guard status == 0 else {
      close(ends[0])
      throw Self.unstartable(file, status)
    }
    (self.process, output) = (process, ends[0])
  }

  deinit {
    close(output)
    kill(process, SIGKILL)
    while waitpid(process, nil, 0) < 0, errno == EINTR {}
  }

  /// The next bytes of its output; nil where it ends before or says nothing for too long.
  package func read(_ count: Int) -> [UInt8]? {
    guard count >= 0 else { return nil }
    var position = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      while position < count {
        var waiting = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
        let ready = poll(&waiting, 1, Self.patience)
        if ready < 0 && errno == EINTR { continue }
        guard ready > 0 else { break }
        let rest = buffer.baseAddress.map { $0 + position }
        let got = Foundation.read(output, rest, count - position)
        if got < 0 && errno == EINTR { continue }
        guard got > 0 else { break }
        position += got
      }
      initialized = position
    }
    return position == count ? bytes : nil
  }

  /// The next value that it sends (``ReadingService/send(_:)``) in `limit` bytes at most; nil where it does not.
  package func value<Value: Decodable>(_ type: Value.Type, limit: Int) -> Value? {
    guard let digits = read(8) else { return nil }
    let count = digits.reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    guard count <= limit else { return nil }
    return read(Int(count)).flatMap { try? JSONDecoder().decode(type, from: Data($0)) }
  }

  private static func start(
    _ arguments: [String],
    input: Int32,
    output: Int32
  ) -> (pid_t, status: Int32) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A signal of the terminal to this program's group must not look like a damaged file.
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    posix_spawnattr_setpgroup(&attributes, 0)

    let environment =
      [
        "OPENBLAS_NUM_THREADS=1", "OMP_NUM_THREADS=1", "HDF5_USE_FILE_LOCKING=FALSE",
        "HDF5_PLUGIN_PRELOAD=::", "SWIFT_BACKTRACE=enable=no",
      ]
      + ["LD_LIBRARY_PATH", "PATH"].compactMap { name in
        ProcessInfo.processInfo.environment[name].map { "\(name)=\($0)" }
      }
    func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
      texts.map { strdup($0) } + [nil]
    }
    let (words, variables) = (copies(["protopnet"] + arguments), copies(environment))
    defer { (words + variables).forEach { free($0) } }
    var process: pid_t = 0
    let program = ReadingService.program
    let status = posix_spawn(&process, program, &actions, &attributes, words, variables)
    return (process, status)
  }

  private static func unstartable(_ file: URL, _ code: Int32) -> FileError {
    FileError(
      file: file.path,
      reason: "no process to read it can be started (\(String(cString: strerror(code))))",
      remedy: "check the limits on processes and open files (ulimit -a)"
    )
  }
}
