import Yams

/// The experiments of one file: one, or those that its `matrix:` and its `cross-validation:` make of it.
///
/// A matrix maps key paths to lists of values; its cells are all combinations, the last key varying
/// fastest. A section among the values is merged into the one that the path names. Settings that belong
/// together stand under a free name, as entries `{label: none, set: {coefficients.cluster: 0, …}}`.
package struct ExperimentMatrix: Sendable {
  /// The key of the file's root.
  static let key = ExperimentTree.matrixKey
  /// Combinations that a file may have at most.
  private static let cellLimit = 10_000

  /// The combinations in order, of a cross-validation with the folds varying fastest; a file without
  /// either has one cell without settings.
  ///
  /// Two cells may resolve to experiments with the same digest, which are one run.
  package let cells: [Cell]

  /// One combination of the matrix's values.
  package struct Cell: Sendable {
    /// The matrix's keys in order, each with the label of its value.
    package let settings: [(key: String, label: String)]
    /// The experiment, equal to that of a file of its own without a matrix.
    package let experiment: Experiment

    /// Such as `costs: none, prototypes.per-class: 5`; empty without a matrix.
    package var description: String { Self.describe(settings) }

    static func describe(_ settings: [(key: String, label: String)]) -> String {
      settings.map { "\($0.key): \($0.label)" }.joined(separator: ", ")
    }
  }

  /// Reads a file and applies `--set` options to it; `matrix.key.path=[…]` changes the matrix.
  ///
  /// `file` is the name that problems are reported under.
  ///
  /// - Throws: Every problem of the text, the options and the cells at once.
  package init(yaml text: String, file: String, options: [String] = []) throws(ExperimentError) {
    var tree = try ExperimentTree(yaml: text, file: file, options: options)
    let (matrix, folds) = (tree.take(Self.key), tree.take(CrossValidation.key))
    guard let key = matrix?.key ?? folds?.key else {
      cells = [Cell(settings: [], experiment: try Experiment(tree))]
      return
    }
    let log = ProblemLog(origins: tree.origins)
    let reader = MatrixReader(log: log)
    var axes = matrix.map { reader.axes(of: $0.value, key: $0.key) } ?? []
    if let folds, let axis = CrossValidation(folds.value, log).axis(at: folds.key.mark) {
      axes.append(axis)
    }
    reader.requireOneGiver(axes, options: tree.options)
    let count = axes.reduce(1.0) { $0 * Double($1.settings.count) }
    guard count <= Double(Self.cellLimit) else {
      log.add(
        "the matrix has more than \(Self.cellLimit) cells; divide it into several files",
        at: [Self.key],
        mark: key.mark
      )
      throw ExperimentError(log.problems, in: tree.source)
    }
    var cells: [Cell] = []
    var problems = CellProblems(axes: axes)
    for choice in Self.choices(axes) {
      do {
        cells.append(
          Cell(
            settings: zip(axes, choice).map { ($0.key, $0.settings[$1].label) },
            experiment: try Experiment(tree.choosing(choice, from: axes))
          )
        )
      } catch {
        problems.add(error.problems, of: choice)
      }
    }
    let all = log.problems + problems.all
    guard all.isEmpty else { throw ExperimentError(all, in: tree.source) }
    self.cells = cells
  }

  /// Checks every cell's experiment; each problem names the first cell that has it.
  ///
  /// - Throws: The problems of all cells at once.
  package func check(_ body: (Experiment) throws(ExperimentError) -> Void) throws(ExperimentError) {
    var found: [(error: ExperimentError, cells: [Cell])] = []
    for cell in cells {
      do {
        try body(cell.experiment)
      } catch {
        if let index = found.firstIndex(where: { $0.error == error }) {
          found[index].cells.append(cell)
        } else {
          found.append((error, [cell]))
        }
      }
    }
    guard let first = found.first else { return }
    throw first.error.replacingProblems(
      found.flatMap { error, having in
        having.count == cells.count
          ? error.problems
          : error.problems.map { $0.inCell(having[0].description, othersCount: having.count - 1) }
      }
    )
  }

  /// The index of a setting for each axis, for all cells in order.
  private static func choices(_ axes: [MatrixAxis]) -> [[Int]] {
    axes.reduce([[]]) { choices, axis in
      choices.flatMap { choice in axis.settings.indices.map { choice + [$0] } }
    }
  }
}

extension ExperimentTree {
  /// The tree of a cell.
  fileprivate func choosing(_ choice: [Int], from axes: [MatrixAxis]) -> ExperimentTree {
    var tree = self
    for (axis, index) in zip(axes, choice) {
      let origin =
        origins["\(ExperimentMatrix.key).\(axis.key)"] ?? origins[ExperimentMatrix.key] ?? .matrix
      for assignment in axis.settings[index].assignments {
        tree.root.set(
          assignment.value,
          at: assignment.path[...],
          .merging,
          mark: assignment.mark
        )
        for leaf in assignment.leaves { tree.origins[leaf.joined(separator: ".")] = origin }
      }
    }
    return tree
  }
}
