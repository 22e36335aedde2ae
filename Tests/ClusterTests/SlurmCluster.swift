import Foundation
import TestSupport
import Testing

/// A Slurm cluster on this machine: own key, own ports, everything in a folder of its own.
///
/// The daemons are Debian's and run as the user who runs the tests. They are gone with the value, and
/// with the process that made it, however that ends. All of it may be called from one thread only.
final class SlurmCluster {
  /// Where the daemons live, jobs start and their output goes; it is removed at the end.
  let folder: URL
  let settings: Settings
  private let guardian: Guardian

  /// Whether the packages are there that it needs.
  static let isThere = ["munged", "slurmctld", "slurmd"].allSatisfy { name in
    FileManager.default.isExecutableFile(atPath: "/usr/sbin/\(name)")
  }

  /// What a skipped test says.
  static let absence: Comment = "needs slurm-wlm and munge: make setup-cluster"

  /// Starts the daemons and waits until all nodes are idle.
  ///
  /// - Throws: ``SlurmClusterError`` with the ends of the daemons' logs.
  init(_ settings: Settings = Settings()) throws {
    self.settings = settings
    folder = FileManager.default.temporaryDirectory
      .appending(path: "protopnet-cluster-\(UUID().uuidString.prefix(8))")
    for name in ["log", "state"] + settings.nodes.flatMap({ ["spool/\($0)", "tmp/\($0)"] }) {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name),
        withIntermediateDirectories: true
      )
    }
    guardian = try Guardian(of: folder)
    try makeKey()
    try startDaemons()
  }

  deinit { guardian.endAll() }

  /// Ends every daemon and job with SIGKILL and removes the folder; happens without being called, too.
  func stop() { guardian.endAll() }

  // MARK: - Nodes

  /// Ends the daemons of a node and all that runs on it with SIGKILL.
  func kill(node: String) throws { try guardian.end(node: node) }

  /// Starts a node's daemon, at the beginning or after ``kill(node:)``.
  func start(node: String) throws {
    try startDaemon(["SLURMD_NODENAME=\(node)", "/usr/sbin/slurmd", "-D", "-N", node])
  }

  /// The state of each node, such as `idle` or `down*`.
  func nodeStates() throws -> [String: String] {
    let lines = try run("sinfo", "-h", "-N", "-o", "%N %T").output.split(separator: "\n")
    return lines.reduce(into: [:]) { states, line in
      let words = line.split(separator: " ").map(String.init)
      if words.count == 2 { states[words[0]] = words[1] }
    }
  }

  // MARK: - Commands

  /// What commands need in their environment to talk to this cluster.
  var environment: [String: String] { ["SLURM_CONF": configuration.path] }

  var configuration: URL { folder.appending(path: "slurm.conf") }

  /// Runs a command, such as `srun` or the program by its path, as on the login node.
  func run(_ command: String..., in directory: URL? = nil) throws -> Program.Outcome {
    try run(command, in: directory)
  }

  func run(_ command: [String], in directory: URL? = nil) throws -> Program.Outcome {
    try Program.run(
      environment.map { "\($0)=\($1)" } + command,
      of: URL(filePath: "/usr/bin/env"),
      in: directory ?? folder
    )
  }

  /// Runs a command and returns what it wrote.
  ///
  /// - Throws: ``SlurmClusterError`` where it fails.
  @discardableResult
  func demand(_ command: [String], in directory: URL? = nil) throws -> String {
    let outcome = try run(command, in: directory)
    guard outcome.code == 0 else {
      throw SlurmClusterError(
        "\(command.joined(separator: " ")): exit code \(outcome.code): \(outcome.errors)"
      )
    }
    return outcome.output
  }

  // MARK: - Starting

  private var munge: URL { folder.appending(path: "munge") }

  private func makeKey() throws {
    try FileManager.default.createDirectory(
      at: munge,
      withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700]
    )
    let file = munge.appending(path: "key")
    try Data((0..<128).map { _ in UInt8.random(in: 0...255) }).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
  }

  private func startAuthentication() throws {
    let socket = folder.appending(path: "munge.socket").path
    try startDaemon(
      ["/usr/sbin/munged", "--foreground", "--force", "--socket=\(socket)"]
        + ["key", "pid", "log", "seed"].map { "--\($0)-file=\(munge.path)/\($0)" }
    )
    let isThere = try waits(seconds: 20) { FileManager.default.fileExists(atPath: socket) }
    guard isThere else { throw SlurmClusterError("munged does not start") }
  }

  private func startDaemon(_ command: [String]) throws {
    try guardian.start(environment.map { "\($0)=\($1)" } + command)
  }

  private func startDaemons() throws {
    var attempt = 0
    while true {
      attempt += 1
      let text = try settings.configuration(
        of: folder,
        ports: FreePorts.some(settings.nodes.count + 1)
      )
      try Data(text.utf8).write(to: configuration)
      try startAuthentication()
      try startDaemon(["/usr/sbin/slurmctld", "-D"])
      for node in settings.nodes { try start(node: node) }
      if try waits(seconds: 30, until: { try isIdle }) { return }
      // Another program may have taken a port between the choice and the daemon's start.
      guard attempt < 3 else { throw SlurmClusterError("no idle nodes after 30 s\n\(logs)") }
      try guardian.endDaemons()
    }
  }

  private var isIdle: Bool {
    get throws {
      let states = try nodeStates()
      return states.count == settings.nodes.count && states.values.allSatisfy { $0 == "idle" }
    }
  }

  /// The last lines of the daemons' logs, for a test that fails.
  var logs: String {
    (["slurmctld"] + settings.nodes.map { "slurmd-\($0)" }).map { name in
      let file = folder.appending(path: "log/\(name).log")
      let text = (try? String(contentsOf: file, encoding: .utf8)) ?? "no log\n"
      return "\(name):\n" + text.split(separator: "\n").suffix(15).joined(separator: "\n")
    }.joined(separator: "\n")
  }
}

/// What keeps a cluster or a command on it from working.
struct SlurmClusterError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// Looks every fifth of a second until a condition holds; returns whether it came to hold in time.
func waits(seconds: Double, until condition: () throws -> Bool) throws -> Bool {
  let end = ContinuousClock.now + .seconds(seconds)
  while try !condition() {
    guard ContinuousClock.now < end else { return false }
    Thread.sleep(forTimeInterval: 0.2)
  }
  return true
}
