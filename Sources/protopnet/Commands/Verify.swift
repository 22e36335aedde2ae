import ArgumentParser
import Experiments
import Foundation
import Inspection

/// `protopnet verify`: derives again what a run's record claims.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Derive again what a run's record claims; exit 1 on any mismatch.",
    discussion: """
      Repeats every projection with other batches in the reverse order, on the network before it; \
      checks that the stages left alone what they do not train; repeats prunings and checks of \
      Theorem 2.1; counts the final network's correct test images. Duplicates and prototypes of \
      the background or of no use are noted.
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

  func run() throws {
    let run = RunDirectory(url: URL(fileURLWithPath: folder, isDirectory: true))
    let record = try RunRecord(contentsOf: run.record)
    let origin = experimentFolder ?? Self.folder(ofExperiment: record.experiment) ?? folder
    let experiment = try Experiment(contentsOf: run.experiment.path, asIn: origin)
    let display = ProgressDisplay()
    let verifier = try RunVerifier(run: run.url, experiment: experiment, observer: display)
    let verification = try verifier.verify()
    display.endLine()
    for finding in verification.findings {
      let kind = finding.kind.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
      Console.print("\(kind)  \(finding.subject): \(finding.text)")
    }
    let count = verification.mismatches.count
    Console.print(count == 0 ? "everything holds" : "\(count) mismatches")
    if count > 0 { throw ExitCode(1) }
  }

  /// The folder of the first experiment file below `experiments` that has a name.
  private static func folder(ofExperiment name: String) -> String? {
    let files = FileManager.default.enumerator(atPath: "experiments")?.compactMap { $0 as? String }
    return (files ?? []).sorted().filter { $0.hasSuffix(".yaml") }.map { "experiments/\($0)" }
      .first { file in
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").contains { $0 == "name: \(name)" }
      }
      .map { ($0 as NSString).deletingLastPathComponent }
  }
}

extension Experiment {
  /// Reads a file as if it lay in another folder, from which its paths start.
  fileprivate init(contentsOf file: String, asIn folder: String) throws {
    let text: String
    do {
      text = try String(contentsOfFile: file, encoding: .utf8)
    } catch {
      throw RecordError.unreadable(file: file, reason: error.localizedDescription)
    }
    try self.init(yaml: text, file: "\(folder)/\(URL(fileURLWithPath: file).lastPathComponent)")
  }
}
