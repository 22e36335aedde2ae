import ArgumentParser
import Experiments
import Files
import Foundation
import Inspection
import Runs

/// `protopnet verify`: derives again what a run's record claims.
struct Verify: LongCommand {
  static let configuration = CommandConfiguration(
    abstract: "Derive again what a run's record claims; exit 1 on any mismatch.",
    discussion: """
      Every file is held against its digest in the record, and the record against its own digest, which a \
      run prints at its end. Then every stage but those that pass over pictures to train is repeated on \
      the checkpoint before it, every network evaluated again, and record, evidence and pictures compared \
      value by value; projections are repeated with other batches in the reverse order too. Duplicates and \
      prototypes of the background or of no use are noted. docs/verification.md lists what is derived from \
      what, and what the record's digest alone covers.

        protopnet verify results/birds/RUN
      """
  )

  @Argument(help: "A run's folder.", completion: .directory)
  var folder: String

  @Option(
    help: """
      The folder of the experiment's file, from which paths in it start; that of a file below \
      'experiments' with the run's name where it is not given.
      """,
    completion: .directory
  )
  var experimentFolder: String?

  @Flag(help: "Compare digests and the page alone, which takes no longer than reading the files.")
  var quick = false

  @Option(
    help: ArgumentHelp(
      "The record's digest as the run printed it; a record with another one is a mismatch.",
      valueName: "sha256"
    )
  )
  var digest: String?

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "reading the run" }
  var afterInterruption: String {
    "the findings above hold and nothing is written; the same command begins anew, --quick compares digests alone"
  }

  func validate() throws {
    guard let digest, digest.wholeMatch(of: /(sha256:)?[0-9a-fA-F]{64}/) == nil else { return }
    throw ValidationError(
      "--digest takes the 64 hexadecimal digits that the run printed as 'record sha256:…'"
    )
  }

  func run() throws {
    let run = RunDirectory(url: URL(fileURLWithPath: folder, isDirectory: true))
    let display = ProgressDisplay()
    let verifier = try DigestVerifier(run: run.url)
    func show(_ finding: Verification.Finding) {
      display.endLine()
      let kind = finding.kind.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
      Console.print("\(kind)  \(finding.subject): \(finding.text)")
    }
    var result = Verification(show)
    let expected = digest.map { $0.replacing("sha256:", with: "").lowercased() }
    verifier.verify(expecting: expected, &result) {
      display.advanced("digests", done: $0, of: $1)
    }
    try PageCheck(run).verify(&result)
    if !quick { try derive(run, verifier, &result, display) }
    display.endLine()
    Console.print("record sha256:\(verifier.digest)")
    let mismatches = result.mismatches
    guard let first = mismatches.first else {
      return Console.print(quick ? "all digests hold" : "everything holds")
    }
    Console.print(
      "\(mismatches.count) mismatches, the first of \(first.subject): \(first.text)"
    )
    throw ExitCode(1)
  }

  /// Repeats the run's stages.
  private func derive(
    _ run: RunDirectory,
    _ digests: DigestVerifier,
    _ result: inout Verification,
    _ display: ProgressDisplay
  ) throws {
    let experiment = try RunExperiment.read(
      run,
      name: digests.record.experiment,
      folder: experimentFolder
    )
    if let missing = experiment.missingInputs.first {
      let hint =
        experimentFolder == nil
        ? "name the folder of the experiment's file with --experiment-folder"
        : "paths of the experiment start from the folder that --experiment-folder names"
      throw MissingInput(key: missing.key, description: "\(missing); \(hint)")
    }
    try RunVerifier.verify(digests, experiment: experiment, observer: display, &result)
  }
}
