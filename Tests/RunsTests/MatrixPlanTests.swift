import Experiments
import Foundation
import Recipe
import RunsTestSupport
import TestSupport
import Testing
import Runs
import protopnet

struct MatrixPlanTests {
  /// The work counted by hand: pictures of every stage that differs, and of the evaluation after it.
  @Test func addsUpTheWorkOfStagesThatDiffer() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(
        in: folder,
        schedule: """
          schedule:
            warm-up: {epochs: 3}
            cycles: [{joint: {steps: 2}, last-layer: {epochs: 5}}]
          """,
        more: "matrix: {coefficients.last-layer-l1: [0.1, 0.2]}"
      )
      let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
      let matrix = try ExperimentMatrix(yaml: text, file: tiny.yaml.path)
      let plan = try MatrixPlan(matrix)
      let before = try plan.text(results: tiny.results)
      let ids = matrix.cells.map { $0.experiment.runID(seed: 1) }
      #expect(before.contains("    coefficients.last-layer-l1: 0.2\n      \(ids[1])\n"))

      let observer = QuietObserver()
      let runner = try ExperimentRunner(
        matrix.cells[1].experiment,
        seed: 1,
        results: tiny.results,
        observer: observer
      )
      let record = try runner.run()
      // The features of 15 pictures and their mirror images once, 2 steps of 4 pictures forward and twice
      // that backward, a projection, and distances once for each of two last layers; 9 test pictures.
      let images = (30 + 9) + (3 * 8 + 9) + (15 + 9) + 2 * (30 + 9)
      let work = Double(images) * record.network.floatingPointOperations / 1e12
      #expect(
        before.hasSuffix(
          "  work        about \(String(format: "%.3g", work)) TFLOP for all of them"
        )
      )
      #expect(before.contains("  stages      8, of which 5 differ;"))
      #expect(try plan.text(results: tiny.results).contains("      \(ids[1]) finished\n"))
    }
  }

  @Test func namesTheCellsThatCannotBe() throws {
    let text = TinyExperiment.text(
      more:
        "matrix: {prototypes.height: [1, 2], prototypes.width: [1, 40], coefficients.cluster: [0, 1]}"
    )
    let matrix = try ExperimentMatrix(yaml: text, file: "x.yaml")
    let error = try #require(throws: ExperimentError.self) { try MatrixPlan(matrix) }
    #expect(error.problems.count == 2)
    #expect(
      error.problems[0].message.hasSuffix(
        "(in the cell prototypes.height: 1, prototypes.width: 40, coefficients.cluster: 0 and 1 more)"
      )
    )
  }
}
