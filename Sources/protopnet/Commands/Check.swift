import ArgumentParser
import Experiments
import Runs

/// `protopnet check`: validates experiments and prints what they would do.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Validate experiment files, resolve them and print the plan.",
    discussion: """
      Every problem of every file is reported with its line and column. Pictures and weights that \
      are not there yet are noted; nothing is written and nothing trained. Of a matrix all cells are \
      listed with their runs, and how far those are.
      """
  )

  @OptionGroup var experiments: ExperimentArguments
  @OptionGroup var results: ResultsOption

  func run() throws {
    var isFine = true
    for file in experiments.files {
      do {
        Console.print(try description(of: file) + "\n")
      } catch {
        // The other files are checked all the same.
        let failure = Failure(error)
        Console.note(failure.message)
        guard failure.code == 2 else { throw ExitCode(failure.code) }
        isFine = false
      }
    }
    if !isFine { throw ExitCode(2) }
  }

  private func description(of file: String) throws -> String {
    let matrix = try experiments.readMatrix(file)
    guard matrix.cells[0].settings.isEmpty else {
      return try MatrixPlan(matrix).text(results: results.url)
    }
    return try Plan(matrix.cells[0].experiment).text(results: results.url)
  }
}
