import Foundation

/// The reading process as this one sees it; it does not outlive its owner.
struct HDF5Child: ~Copyable {
  private let process: pid_t
  private let output: Int32

  /// How long the process may say nothing, in milliseconds.
  ///
  /// What it computes is limited by its own clock; this is for a machine or a disk that is too busy.
  private static let patience: Int32 = 9000

  /// Starts the process.
  ///
  /// - Throws: ``CheckpointError`` where the system has no room for it.
  init(_ source: HDF5Source, program: String, argument: String) throws(CheckpointError) {
    var ends: [Int32] = [0, 0]
    // Of the two kinds of pipes only this one can be kept from other processes from its beginning on.
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Self.unstartable(source, errno) }
    defer { close(ends[1]) }
    do throws(CheckpointError) {
      process = try Self.start(source, program, argument, output: ends[1])
      output = ends[0]
    } catch {
      close(ends[0])
      throw error
    }
  }

  deinit {
    close(output)
    kill(process, SIGKILL)
    while waitpid(process, nil, 0) < 0, errno == EINTR {}
  }

  /// The next bytes of its output; nil where it ends before or says nothing for too long.
  func read(_ count: Int) -> [UInt8]? {
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

  private static func start(
    _ source: HDF5Source,
    _ program: String,
    _ argument: String,
    output: Int32
  ) throws(CheckpointError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, source.descriptor, STDIN_FILENO)
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
        "HDF5_PLUGIN_PRELOAD=::",
      ]
      + ["LD_LIBRARY_PATH", "PATH"].compactMap { name in
        ProcessInfo.processInfo.environment[name].map { "\(name)=\($0)" }
      }
    func copies(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
      texts.map { strdup($0) } + [nil]
    }
    let (words, variables) = (copies(["protopnet", argument]), copies(environment))
    defer { (words + variables).forEach { free($0) } }
    var process: pid_t = 0
    let status = posix_spawn(&process, program, &actions, &attributes, words, variables)
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
