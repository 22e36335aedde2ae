/// The problems of a matrix's cells, each one once.
///
/// A problem that comes of a value elsewhere names it, and one that comes of a combination names a cell.
struct CellProblems {
  let axes: [MatrixAxis]
  private var found: [(problem: ExperimentError.Problem, choices: [[Int]])] = []

  init(axes: [MatrixAxis]) { self.axes = axes }

  /// Notes what is wrong with the cell of these settings.
  mutating func add(_ problems: [ExperimentError.Problem], of choice: [Int]) {
    for problem in problems {
      if let index = found.firstIndex(where: { $0.problem == problem }) {
        found[index].choices.append(choice)
      } else {
        found.append((problem, [choice]))
      }
    }
  }

  var all: [ExperimentError.Problem] {
    found.map { problem, choices in
      guard let context = context(of: problem, in: choices) else { return problem }
      return .init(place: problem.place, message: "\(problem.message) (\(context))")
    }
  }

  /// What brings a problem about, where its place does not tell.
  private func context(of problem: ExperimentError.Problem, in choices: [[Int]]) -> String? {
    let cellCount = axes.reduce(1) { $0 * $1.settings.count }
    guard choices.count < cellCount, let first = choices.first else { return nil }
    for (index, axis) in axes.enumerated() {
      let isOfOneValue =
        Set(choices.map { $0[index] }).count == 1
        && choices.count == cellCount / axis.settings.count
      guard isOfOneValue else { continue }
      let setting = axis.settings[first[index]]
      return setting.contains(problem.place) ? nil : "with \(axis.key): \(setting.label)"
    }
    let settings = zip(axes, first).map { ($0.key, $0.settings[$1].label) }
    let others = choices.count > 1 ? " and \(choices.count - 1) more" : ""
    return "in the cell \(ExperimentMatrix.Cell.describe(settings))\(others)"
  }
}
