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
      guard let first = choices.first, choices.count < cellCount else { return problem }
      guard let (axis, setting) = oneValue(of: choices) else {
        let settings = zip(axes, first).map { ($0.key, $0.settings[$1].label) }
        return problem.inCell(
          ExperimentMatrix.Cell.describe(settings),
          othersCount: choices.count - 1
        )
      }
      guard !setting.contains(problem.place) else { return problem }
      let message = "\(problem.message) (with \(axis.key): \(setting.label))"
      return .init(place: problem.place, message: message)
    }
  }

  private var cellCount: Int { axes.reduce(1) { $0 * $1.settings.count } }

  /// The value that exactly the cells with a problem have.
  private func oneValue(of choices: [[Int]]) -> (MatrixAxis, MatrixAxis.Setting)? {
    for (index, axis) in axes.enumerated() {
      let settings = Set(choices.map { $0[index] })
      if settings.count == 1, choices.count == cellCount / axis.settings.count,
        let setting = settings.first
      {
        return (axis, axis.settings[setting])
      }
    }
    return nil
  }
}
