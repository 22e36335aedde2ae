import Foundation
import TestSupport

/// Programs in place of Slurm's, which note what they are told and answer from files.
struct FakeSlurm {
  let folder: URL
  private var programs: URL { folder.appending(path: "bin") }

  init(in folder: URL) throws {
    self.folder = folder
    try FileManager.default.createDirectory(at: programs, withIntermediateDirectories: true)
    try write(
      "sbatch",
      #"[ -e "$FAKE/refusal" ] && { cat "$FAKE/refusal" >&2; exit 1; }; echo $((100 + $(wc -l < "$FAKE/calls")))"#
    )
    try write("squeue", #"cat "$FAKE/queue" 2>/dev/null; true"#)
    try write("scontrol", #"[ "$1" = show ] && echo "MaxArraySize            = 1001"; true"#)
    try Data().write(to: folder.appending(path: "calls"))
  }

  private func write(_ name: String, _ body: String) throws {
    let file = programs.appending(path: name)
    try Data(
      "#!/bin/sh\nprintf '%s|' \(name) \"$@\" >> \"$FAKE/calls\"; echo >> \"$FAKE/calls\"\n\(body)\n"
        .utf8
    )
    .write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  /// What the programs were told, a call a line; words end with a bar.
  func calls(of name: String) throws -> [String] {
    try String(contentsOf: folder.appending(path: "calls"), encoding: .utf8)
      .split(separator: "\n").map(String.init).filter { $0.hasPrefix("\(name)|") }
  }

  /// Lets squeue tell of jobs, as `%i|%A|%T|%R|%N`.
  func queue(_ lines: String) throws {
    try Data(lines.utf8).write(to: folder.appending(path: "queue"))
  }

  func refuse(_ message: String) throws {
    try Data(message.utf8).write(to: folder.appending(path: "refusal"))
  }

  /// Runs the program where these are the only ones of a scheduler.
  func run(
    _ arguments: [String],
    more environment: [String: String] = [:],
    in directory: URL
  ) throws -> Program.Outcome {
    let place = ["PATH": "\(programs.path):/usr/bin:/bin", "FAKE": folder.path]
    return try Program.run(
      arguments,
      in: directory,
      environment: ProcessInfo.processInfo.environment.merging(place) { $1 }
        .merging(environment) { $1 }
    )
  }
}
