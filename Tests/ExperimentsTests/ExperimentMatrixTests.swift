import Experiments
import Foundation
import Networks
import Recipe
import TestSupport
import Testing

struct ExperimentMatrixTests {
  /// `ExperimentTests.minimal` with a matrix.
  private func cells(
    _ matrix: String,
    base: String = ExperimentTests.minimal,
    options: [String] = []
  ) throws -> [ExperimentMatrix.Cell] {
    try ExperimentMatrix(yaml: "\(base)\n\(matrix)", file: "x.yaml", options: options).cells
  }

  private func error(
    _ matrix: String,
    base: String = ExperimentTests.minimal,
    options: [String] = []
  ) throws -> String {
    try #require(throws: ExperimentError.self) {
      try cells(matrix, base: base, options: options)
    }.description
  }

  @Test func isOneCellWithoutAMatrix() throws {
    let cells = try cells("")
    #expect(cells.count == 1)
    #expect(cells[0].settings.isEmpty)
    #expect(
      cells[0].experiment == (try Experiment(yaml: ExperimentTests.minimal, file: "x.yaml"))
    )
  }

  @Test func variesTheLastKeyFastest() throws {
    let cells = try cells(
      """
      matrix:
        coefficients.cluster: [0, 0.8]
        prototypes.per-class: [1, 5, 10]
      """
    )
    #expect(
      cells.map(\.description) == [
        "coefficients.cluster: 0, prototypes.per-class: 1",
        "coefficients.cluster: 0, prototypes.per-class: 5",
        "coefficients.cluster: 0, prototypes.per-class: 10",
        "coefficients.cluster: 0.8, prototypes.per-class: 1",
        "coefficients.cluster: 0.8, prototypes.per-class: 5",
        "coefficients.cluster: 0.8, prototypes.per-class: 10",
      ]
    )
    #expect(cells.map(\.experiment.coefficients[.cluster]) == [0, 0, 0, 0.8, 0.8, 0.8])
    #expect(cells.map(\.experiment.prototypes.perClass) == [1, 5, 10, 1, 5, 10])
  }

  /// A cell is the run that a file of its own would be.
  @Test func givesTheDigestsOfSingleFiles() throws {
    let cells = try cells("matrix: {coefficients.cluster: [0.25], add-on-layers.channels: [64]}")
    let single = try Experiment(
      yaml: ExperimentTests.minimal
        + "\ncoefficients: {cluster: 0.25}\nadd-on-layers: {channels: 64}",
      file: "y.yaml"
    )
    #expect(cells[0].experiment.runID(seed: 3) == single.runID(seed: 3))
    #expect(cells[0].experiment.resolvedYAML == single.resolvedYAML)
  }

  @Test func mergesSections() throws {
    let base = ExperimentTests.minimal.replacing(
      "  architecture: vgg11",
      with: "  architecture: vgg11\n  cut-after: block-3"
    )
    let cells = try cells(
      """
      matrix:
        backbone: [{architecture: vgg16, weights: a.h5}, {architecture: resnet34, cut-after: null}]
        data.normalization: [null, {mean: [0, 0, 0], standard-deviation: [1, 1, 1]}]
      """,
      base: base
    )
    #expect(
      cells.map(\.experiment.backbone.architecture.rawValue)
        == ["vgg16", "vgg16", "resnet34", "resnet34"]
    )
    #expect(cells.map(\.experiment.backbone.cutAfter) == ["block-3", "block-3", nil, nil])
    #expect(cells.map(\.experiment.backbone.weights) == ["a.h5", "a.h5", nil, nil])
    #expect(cells.map { $0.experiment.data.normalization == nil } == [true, false, true, false])
    #expect(
      cells[1].settings.map(\.label) == [
        "architecture: vgg16, weights: a.h5",
        "mean: [0, 0, 0], standard-deviation: [1, 1, 1]",
      ]
    )
    #expect(
      cells[2].settings.map(\.label) == ["architecture: resnet34, cut-after: default", "default"]
    )
  }

  @Test func setsWhatBelongsTogether() throws {
    let cells = try cells(
      """
      matrix:
        costs:
          - label: both
            set: {}
          - {label: none, set: {coefficients.cluster: 0, coefficients: {separation: 0}}}
        schedule.cycles:
          - [{joint: {epochs: 2}}, {joint: {epochs: 3}}]
        schedule.warm-up.epochs: [0, 1]
      """
    )
    #expect(cells.map { $0.settings[0].key } == ["costs", "costs", "costs", "costs"])
    #expect(cells.map { $0.settings[0].label } == ["both", "both", "none", "none"])
    #expect(cells.map(\.experiment.coefficients[.cluster]) == [0.8, 0.8, 0, 0])
    #expect(cells.map(\.experiment.coefficients[.separation]) == [0.08, 0.08, 0, 0])
    #expect(cells[0].experiment.schedule.cycles.map(\.joint) == [.epochs(2), .epochs(3)])
  }

  @Test func reachesIntoLists() throws {
    let cells = try cells("matrix: {'schedule.cycles[0].joint.epochs': [2, 7]}")
    #expect(cells.map { $0.experiment.schedule.cycles[0].joint } == [.epochs(2), .epochs(7)])
  }

  /// A key that has no meaning in a cell is not in its digest, so two cells may be one run.
  @Test func letsCellsBeTheSameRun() throws {
    let cells = try cells(
      "matrix: {prototypes.count: [10, 20], note: [{label: a, set: {}}, {label: b, set: {}}]}"
    )
    #expect(Set(cells.map(\.experiment.digest)).count == 2)
    #expect(cells.count == 4)
  }

  @Test func takesOptions() throws {
    let file = "matrix: {coefficients.cluster: [0, 0.8]}"
    let changed = try cells(
      file,
      options: [
        "matrix.coefficients.cluster=[1, 2, 3]", "matrix.add-on-layers.channels=[8]",
        "optimizer.batch-size=7",
      ]
    )
    #expect(changed.map(\.experiment.coefficients[.cluster]) == [1, 2, 3])
    #expect(changed.map(\.experiment.addOnLayers.channels) == [8, 8, 8])
    #expect(changed.map(\.experiment.optimizer.batchSize) == [7, 7, 7])
    #expect(try cells(file, options: ["matrix=null"]).map(\.settings.count) == [0])
    #expect(
      try cells("", options: ["matrix={coefficients.cluster: [0, 1]}"])
        .map(\.experiment.coefficients[.cluster]) == [0, 1]
    )
  }

  // MARK: - Problems

  @Test(arguments: ["matrix-structure", "matrix-values", "matrix-combinations"])
  func reportsEveryProblemOfAFile(_ name: String) throws {
    let folder = Places.package.appending(path: "Tests/ExperimentsTests/Snapshots")
    let text = try String(contentsOf: folder.appending(path: "\(name).yaml"), encoding: .utf8)
    let expected = try String(contentsOf: folder.appending(path: "\(name).txt"), encoding: .utf8)
    let error = try #require(throws: ExperimentError.self) {
      try ExperimentMatrix(yaml: text, file: "experiments/\(name).yaml")
    }
    #expect(error.description + "\n" == expected)
  }

  @Test func namesABadOption() throws {
    #expect(
      try error("", options: ["matrix.coefficients.clustr=[0, 1]"])
        == "--set matrix.coefficients.clustr=[0, 1]: unknown key 'clustr' in 'coefficients' "
        + "(did you mean 'cluster'?)"
    )
    #expect(
      try error("", options: ["matrix.coefficients.cluster=0"])
        == "--set matrix.coefficients.cluster=0: 'coefficients.cluster' in 'matrix' must be a list "
        + "of at least one value, such as [0, 0.8]"
    )
    #expect(
      try error(
        "matrix: {coefficients.cluster: [0, 1]}",
        options: ["coefficients.cluster=0.5", "coefficients={separation: 0}"]
      ) == """
        x.yaml:12:10: the matrix sets 'coefficients.cluster' in every cell, so --set \
        coefficients.cluster=0.5 has no effect; change the matrix with --set \
        'matrix.coefficients.cluster=[…]'
           12 | matrix: {coefficients.cluster: [0, 1]}
              |          ^
        """
    )
  }

  @Test func limitsTheNumberOfCells() throws {
    let values = (1...22).map { "\($0)" }.joined(separator: ", ")
    #expect(
      try error(
        """
        matrix:
          coefficients.cluster: [\(values)]
          coefficients.separation: [\(values)]
          coefficients.last-layer-l1: [\(values)]
        """
      ).hasPrefix("x.yaml:12:1: the matrix has more than 10000 cells")
    )
  }

  @Test func crossValidationRunsEveryCellOncePerFold() throws {
    let cells = try cells(
      """
      matrix: {coefficients.cluster: [0, 0.8]}
      cross-validation: {folds: 3}
      """
    )
    #expect(
      cells.map { $0.settings.map(\.label) }.map { $0.joined(separator: " ") } == [
        "0 1", "0 2", "0 3", "0.8 1", "0.8 2", "0.8 3",
      ]
    )
    let validation = try #require(cells[4].experiment.data.validation)
    #expect([validation.fold, validation.folds, validation.seed] == [2, 3, 1])
    #expect(!cells[4].experiment.resolvedYAML.contains("cross-validation"))
    #expect(try self.cells("cross-validation: {folds: 2, seed: 7}").count == 2)
    #expect(try error("cross-validation: {folds: 1}").hasPrefix("x.yaml:12:27: 'folds'"))
    #expect(try error("cross-validation: {seed: 1}").contains("needs the key 'folds'"))
    #expect(
      try error(
        "cross-validation: {folds: 2}",
        options: ["data.validation.share=0.1"]
      ).contains("give one of 'folder', 'share' and 'fold'")
    )
  }

  @Test func isRefusedWhereOneExperimentIsNeeded() throws {
    let error = try #require(throws: ExperimentError.self) {
      try Experiment(
        yaml: ExperimentTests.minimal + "\nmatrix: {coefficients.cluster: [0]}",
        file: "x.yaml"
      )
    }
    #expect(error.description.hasPrefix("x.yaml:12:1: 'matrix' declares several experiments"))
  }
}
