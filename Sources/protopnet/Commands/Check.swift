import ArgumentParser
import Experiments
import Runs

/// `protopnet check`: validates experiments and prints what they would do.
struct Check: LongCommand {
  static let configuration = CommandConfiguration(
    abstract: "Validate experiment files, resolve them and print the plan.",
    discussion: """
      Every problem of every file is reported with its line and column. Pictures, weights and \
      checkpoints that are not there are warned of, with --strict they are errors; nothing is written and \
      nothing trained. Of a matrix all cells are listed with their runs, and how far those are.

        protopnet check experiments/quickstart.yaml
      """
  )

  @OptionGroup var experiments: ExperimentArguments
  @OptionGroup var results: ResultsOption

  @Flag(
    inversion: .prefixedNo,
    help: """
      Estimate how long a run takes here; the first time for a network that takes some seconds of \
      measuring, whose result is kept in the user's cache.
      """
  )
  var time = true

  @Flag(help: "End with exit code 3 where pictures, weights or a checkpoint are not there.")
  var strict = false

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "checking" }
  var afterInterruption: String {
    "nothing is written by a check; the same command begins anew"
  }

  func run() throws {
    var (isFine, isComplete) = (true, true)
    for file in experiments.files {
      do {
        let matrix = try experiments.readMatrix(file)
        Console.print(try description(of: matrix) + "\n")
        let missing = Self.missingInputs(of: matrix)
        for text in missing { Console.note("\(strict ? "error" : "warning"): \(text)") }
        if !missing.isEmpty { isComplete = false }
        for text in try Self.doubts(about: matrix) { Console.note("warning: \(text)") }
      } catch {
        // The other files are checked all the same.
        let failure = Failure(error)
        Console.note(failure.message)
        guard failure.code == 2 else { throw ExitCode(failure.code) }
        isFine = false
      }
    }
    if !isFine { throw ExitCode(2) }
    if strict, !isComplete { throw ExitCode(3) }
  }

  /// What cells name and is not there, each once, at the lines that name it.
  private static func missingInputs(of matrix: ExperimentMatrix) -> [String] {
    var texts: [String] = []
    for experiment in matrix.cells.map(\.experiment) {
      for input in experiment.missingInputs {
        let text = "\(experiment.problem(at: input.key, input.description))"
        if !texts.contains(text) { texts.append(text) }
      }
    }
    return texts
  }

  /// What is allowed and leads nowhere, each once.
  private static func doubts(about matrix: ExperimentMatrix) throws -> [String] {
    var texts: [String] = []
    for experiment in matrix.cells.map(\.experiment) {
      guard let counts = try PictureCounts(experiment),
        let text = try Plan(experiment).shortness(counts)
      else { continue }
      let located = "\(experiment.problem(at: "schedule", text))"
      if !texts.contains(located) { texts.append(located) }
    }
    return texts
  }

  private func description(of matrix: ExperimentMatrix) throws -> String {
    guard matrix.cells[0].settings.isEmpty else {
      return try MatrixPlan(matrix).text(results: results.url, timed: time)
    }
    return try Plan(matrix.cells[0].experiment).text(results: results.url, timed: time)
  }
}
