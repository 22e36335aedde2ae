import Foundation
import TestSupport

/// A cluster of Slurm that belongs to this user, with nodes that are all this machine.
final class SlurmCluster {
  let folder: URL
  private let nodes: [String]
  /// The servers' processes, by what they serve.
  private var processes: [String: Int32] = [:]

  /// The programs of slurmctld, slurmd and munge; the tests are skipped where one is missing.
  static let isThere = [
    "/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/sbin/munged", "/usr/bin/sbatch",
  ]
  .allSatisfy(FileManager.default.isExecutableFile(atPath:))

  /// Starts a cluster below a folder; `partitions` are lines of slurm.conf.
  init(in folder: URL, nodeCount: Int = 2, more: String) throws {
    self.folder = folder
    nodes = (1...nodeCount).map { "n\($0)" }
    for name in ["state", "log", "run", "munge"] + nodes.flatMap({ ["spool/\($0)", "tmp/\($0)"] }) {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name),
        withIntermediateDirectories: true
      )
    }
    try Self.shell(
      """
      chmod 700 munge; head -c 1024 /dev/urandom > munge/key; chmod 400 munge/key; chmod 711 run
      """,
      in: folder
    )
    let host = try Self.shell("hostname -s", in: folder).trimmingCharacters(in: .newlines)
    let user = try Self.shell("id -un", in: folder).trimmingCharacters(in: .newlines)
    // Ports that another cluster of this machine is unlikely to have.
    let port = 20_000 + Int(getpid()) % 20_000
    try Data(
      """
      ClusterName=test
      SlurmctldHost=\(host)(127.0.0.1)
      SlurmUser=\(user)
      SlurmdUser=\(user)
      AuthType=auth/munge
      AuthInfo=socket=\(folder.path)/run/munge.socket
      CredType=cred/munge
      ProctrackType=proctrack/linuxproc
      TaskPlugin=task/none
      ReturnToService=2
      SlurmctldPidFile=\(folder.path)/run/slurmctld.pid
      SlurmdPidFile=\(folder.path)/run/slurmd-%n.pid
      SlurmctldPort=\(port)
      StateSaveLocation=\(folder.path)/state
      SlurmdSpoolDir=\(folder.path)/spool/%n
      TmpFS=\(folder.path)/tmp/%n
      SlurmctldLogFile=\(folder.path)/log/slurmctld.log
      SlurmdLogFile=\(folder.path)/log/slurmd-%n.log
      SlurmdTimeout=10
      KillWait=5
      SchedulerParameters=bf_interval=1,sched_interval=1,batch_sched_delay=0,sched_min_interval=0
      SelectType=select/cons_tres
      SelectTypeParameters=CR_CPU
      JobRequeue=1
      NodeName=n[1-\(nodeCount)] NodeHostname=\(host) NodeAddr=127.0.0.1 Port=[\(port + 1)-\(port + nodeCount)] CPUs=1 RealMemory=8000
      \(more)

      """.utf8
    ).write(to: configuration)
    try start()
  }

  private var configuration: URL { folder.appending(path: "slurm.conf") }

  /// What Slurm's programs and ours have to see.
  var environment: [String: String] {
    ProcessInfo.processInfo.environment.merging(["SLURM_CONF": configuration.path]) { $1 }
  }

  private func start() throws {
    try Self.shell(
      """
      /usr/sbin/munged --key-file=$PWD/munge/key --socket=$PWD/run/munge.socket --pid-file=$PWD/run/munged.pid \
        --log-file=$PWD/munge/log --seed-file=$PWD/munge/seed --force
      /usr/sbin/slurmctld -f $PWD/slurm.conf
      """,
      in: folder
    )
    for node in nodes {
      try Self.shell("/usr/sbin/slurmd -f $PWD/slurm.conf -N \(node)", in: folder)
    }
    try wait("the nodes are idle") {
      try call("sinfo -h -N -o %t").split(separator: "\n").allSatisfy { $0 == "idle" }
    }
  }

  /// Calls one of Slurm's programs, or what else is a line of shell.
  @discardableResult
  func call(_ line: String) throws -> String {
    try Self.shell(line, in: folder, environment: environment)
  }

  /// The number that a file of the server says.
  private func number(_ server: String) -> Int32? {
    (try? String(contentsOf: folder.appending(path: "run/\(server).pid"), encoding: .utf8))
      .flatMap { Int32($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
  }

  /// Ends a node as a power failure does: its server, and the job with all that belongs to it.
  func kill(node: String) throws {
    let all = try Self.processes()
    // Another cluster of this machine may have a node of this name.
    let own = all.filter {
      $0.environment.contains("SLURMD_NODENAME=\(node)")
        && $0.environment.contains("SLURM_CONF=\(configuration.path)")
    }
    let parents = Set(own.map(\.parent))
    let servers = all.filter { parents.contains($0.number) && $0.title.hasPrefix("slurmstepd") }
    let numbers = [number("slurmd-\(node)")].compactMap(\.self) + (servers + own).map(\.number)
    for number in numbers { Foundation.kill(number, SIGKILL) }
  }

  /// Waits for what comes within minutes, or fails.
  func wait(_ what: String, seconds: Int = 300, _ condition: () throws -> Bool) throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while try !condition() {
      guard ContinuousClock.now < end else { throw TimeoutError(what: what) }
      Thread.sleep(forTimeInterval: 0.2)
    }
  }

  struct TimeoutError: Error { let what: String }

  /// Ends all, by the numbers of the processes.
  func stop() {
    _ = try? call("scancel --me; sleep 1")
    for server in nodes.map({ "slurmd-\($0)" }) + ["slurmctld", "munged"] {
      if let number = number(server) { Foundation.kill(number, SIGTERM) }
    }
    Thread.sleep(forTimeInterval: 1)
  }

  private struct Running {
    let number, parent: Int32
    let title: String
    let environment: [String]
  }

  private static func processes() throws -> [Running] {
    func words(_ file: String) -> [String] {
      (FileManager.default.contents(atPath: file) ?? Data()).split(separator: 0)
        .map { String(decoding: $0, as: UTF8.self) }
    }
    return try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { name in
      guard let number = Int32(name),
        let status = try? String(contentsOfFile: "/proc/\(number)/stat", encoding: .utf8)
      else { return nil }
      let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
      return Running(
        number: number,
        parent: fields.dropFirst().first.flatMap { Int32($0) } ?? 0,
        title: words("/proc/\(number)/cmdline").first ?? "",
        environment: words("/proc/\(number)/environ")
      )
    }
  }

  @discardableResult
  static func shell(
    _ line: String,
    in folder: URL,
    environment: [String: String]? = nil
  ) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    // Foundation takes a program for running as long as any process has what it opened for it.
    let closing =
      #"for open in /proc/$$/fd/*; do [ "${open##*/}" -le 2 ] || eval "exec ${open##*/}>&-"; done"#
    process.arguments = ["-c", "\(closing)\n\(line)"]
    process.currentDirectoryURL = folder
    if let environment { process.environment = environment }
    let file = folder.appending(path: ".\(UUID().uuidString)")
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let output = try FileHandle(forWritingTo: file)
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    return try String(contentsOf: file, encoding: .utf8)
  }
}
