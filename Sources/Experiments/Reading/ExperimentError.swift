/// Everything wrong with one experiment or cluster file, each problem with its place; "bad experiment file".
package struct ExperimentError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One thing to change.
  package struct Problem: Equatable, Sendable {
    /// Where it is; nil for the file as a whole.
    package let place: Place?
    /// What is wrong and what to do.
    package let message: String

    /// The problem as that of a matrix's cell and some others.
    func inCell(_ cell: String, othersCount: Int) -> Problem {
      let others = othersCount > 0 ? " and \(othersCount) more" : ""
      return Problem(place: place, message: "\(message) (in the cell \(cell)\(others))")
    }
  }

  /// Where a value was written.
  package enum Place: Equatable, Sendable {
    /// Both count from 1.
    case file(line: Int, column: Int)
    /// A `--set` option, as given.
    case option(String)
  }

  /// The file as the user named it.
  package let file: String
  /// In the order of the file; options last.
  package let problems: [Problem]
  private let source: SourceText

  init(_ problems: [Problem], in source: SourceText) {
    file = source.path
    self.source = source
    self.problems = problems.enumerated().sorted { left, right in
      (left.element.order, left.offset) < (right.element.order, right.offset)
    }
    .map(\.element)
  }

  /// The error with other problems of the same file.
  func replacingProblems(_ problems: [Problem]) -> ExperimentError {
    ExperimentError(problems, in: source)
  }

  /// The first problems, each as `file:line:column: message`, the line, and a caret; others are counted.
  package var description: String {
    let more = problems.count - Limits.problemCount
    return
      (problems.prefix(Limits.problemCount).map(text)
      + (more > 0 ? ["\(file): … and \(more) more problems"] : []))
      .joined(separator: "\n")
  }

  private func text(_ problem: Problem) -> String {
    switch problem.place {
    case .file(let line, let column):
      let place = "\(file):\(line):\(column): \(problem.message)"
      return source.excerpt(line: line, column: column).map { "\(place)\n\($0)" } ?? place
    case .option(let option):
      return "--set \(option): \(problem.message)"
    case nil:
      return "\(file): \(problem.message)"
    }
  }
}

extension ExperimentError.Problem {
  /// Line and column, as an order.
  fileprivate var order: (Int, Int) {
    switch place {
    case nil: (0, 0)
    case .file(let line, let column): (line, column)
    case .option: (.max, 0)
    }
  }
}

private func < (left: ((Int, Int), Int), right: ((Int, Int), Int)) -> Bool {
  left.0 != right.0 ? left.0 < right.0 : left.1 < right.1
}
