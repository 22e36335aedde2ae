import Checkpoints
import Experiments
import Foundation
import RunsTestSupport
import Tensors
import TestSupport
import Testing
import Runs

struct ProjectionCheckingTests {
  /// The arrays of a file of evidence, as another reader would see them.
  private struct File {
    let url: URL
    func reals(_ name: String) throws -> [Double] {
      try HDF5Reader(contentsOf: url).doubles("/\(name)").values
    }
    func integers(_ name: String) throws -> [Int] {
      try HDF5Reader(contentsOf: url).integers("/\(name)").values
    }
    func booleans(_ name: String) throws -> [Bool] {
      try HDF5Reader(contentsOf: url).booleans("/\(name)").values
    }
    func weights(_ name: String) throws -> [Double] {
      try HDF5Reader(contentsOf: url).tensor("/\(name)").values.map(Double.init)
    }
  }

  /// Everything that a verdict rests on follows from the file alone.
  @Test(arguments: [1, 2]) func theFileTellsTheVerdicts(_ cycle: Int) throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      let name = "checks/theorem-2.1-\(cycle).h5"
      let file = File(url: run.directory.appending(path: name))
      let labels = try file.integers("labels")
      let classes = try file.integers("prototype_class")
      let (n, p, k) = (labels.count, classes.count, 3)
      #expect(n == 9 && p == 12)
      let epsilon = try HDF5Reader(contentsOf: file.url).doubleAttribute("epsilon", of: "/")
      let perClass = try HDF5Reader(contentsOf: file.url)
        .integerAttribute("prototypes_per_class", of: "/")
      #expect(perClass == 4 && Float(epsilon) == 1e-4)
      let shift = try file.reals("shift")
      let before = try file.reals("nearest_distance_before")
      let after = try file.reals("nearest_distance_after")
      let cellsBefore = try file.integers("nearest_cell_before")
      let cellsAfter = try file.integers("nearest_cell_after")
      let (low, high) = (try file.reals("distance_low"), try file.reals("distance_high"))
      let premises = try file.booleans("premises")
      let (delta, bound) = (try file.reals("delta"), try file.reals("delta_max"))
      let (deltaLow, deltaHigh) = (try file.reals("delta_low"), try file.reals("delta_high"))
      let verdicts = try file.integers("verdict")
      let weight = try file.weights("last_layer_weight")
      let margins = try file.reals("certified_margin")
      let radii = try file.reals("certified_radius")

      func similarity(_ r: Double) -> Double { log((r * r + 1) / (r * r + epsilon)) }
      func logits(_ r: ArraySlice<Double>, _ weight: (Int, Int) -> Double) -> [Double] {
        (0..<k).map { label in
          r.enumerated().reduce(0) { $0 + weight(label, $1.offset) * similarity($1.element) }
        }
      }
      func own(_ label: Int, _ prototype: Int) -> Double { weight[label * p + prototype] }
      func binary(_ label: Int, _ prototype: Int) -> Double { classes[prototype] == label ? 1 : 0 }
      func expectSame(_ name: String, _ image: Int, _ values: [Double]) throws {
        let stored = try file.reals(name)[image * k..<(image + 1) * k]
        for (one, other) in zip(stored, values) { #expect(abs(one - other) < 1e-9) }
      }

      for image in 0..<n {
        let row = image * p..<(image + 1) * p
        let theorem = logits(before[row], binary)
        let theoremAfter = logits(after[row], binary)
        try expectSame("logits_before_theorem", image, theorem)
        try expectSame("logits_after_theorem", image, theoremAfter)
        let ownLogits = logits(before[row], own)
        try expectSame("logits_before", image, ownLogits)
        try expectSame("logits_after", image, logits(after[row], own))

        // The premises, and the δ by their formulas.
        let winner = try #require(theorem.firstIndex(of: theorem.max() ?? .nan))
        let a1 = zip(cellsBefore[row], cellsAfter[row]).allSatisfy { $0 == $1 }
        var (lowA, highA, lowB, highB) = (0.0, 1.0, 0.0, 1.0)
        for prototype in 0..<p {
          let r = before[image * p + prototype]
          if classes[prototype] == winner {
            lowB = max(lowB, pow(1 + shift[prototype] / r, 2) - 1)
            highB = min(highB, 1 - r * r)
          } else {
            let q = (shift[prototype] + epsilon.squareRoot()) / r
            lowA = max(lowA, pow(1 + q, 2) - 1)
            highA = q < 1 ? min(highA, 2 - 1 / pow(1 - q, 2)) : -.infinity
          }
        }
        let own = premises[image * 5..<image * 5 + 5]
        #expect(Array(own) == [a1, lowA <= highA, lowB <= highB, true, false])
        let feasible = max(lowA, lowB) <= min(highA, highB)
        #expect(delta[image].isNaN != feasible && bound[image].isNaN != feasible)
        if feasible {
          #expect(abs(deltaLow[image] - max(lowA, lowB)) < 1e-9)
          #expect(abs(deltaHigh[image] - min(highA, highB)) < 1e-9)
          let value = Double(perClass) * log((1 + delta[image]) * (2 - delta[image]))
          #expect(abs(bound[image] - value) < 1e-9)
        }
        let rivals = (0..<k).filter { $0 != winner }
        let gap = rivals.map { theorem[winner] - theorem[$0] }.min() ?? 0
        let verdict = a1 && feasible ? (gap >= 2 * bound[image] ? 2 : 1) : 0
        #expect(verdicts[image] == verdict)

        // The direct certificate, from the intervals, which hold what happened.
        for prototype in 0..<p {
          let place = image * p + prototype
          #expect((low[place]...high[place]).contains(after[place]))
          #expect(high[place] <= (before[place] + shift[prototype]) * (1 + 1e-9))
        }
        func margin(_ low: (Int) -> Double, _ high: (Int) -> Double) -> Double {
          let winner = ownLogits.firstIndex(of: ownLogits.max() ?? .nan) ?? 0
          return (0..<k).filter { $0 != winner }.map { rival in
            (0..<p).reduce(0) { sum, prototype in
              let v = weight[winner * p + prototype] - weight[rival * p + prototype]
              let ends = [similarity(low(prototype)), similarity(high(prototype))]
              return sum + (ends.map { v * $0 }.min() ?? 0)
            }
          }.min() ?? 0
        }
        let start = image * p
        #expect(abs(margin({ low[start + $0] }, { high[start + $0] }) - margins[image]) < 1e-8)
        let radius = radii[image]
        let limit = margin({ max(0, before[start + $0] - radius) }, { before[start + $0] + radius })
        #expect(abs(limit) < 1e-4 || radius == 0)
      }

      // The record's counts are those of the file, and the shifts those of the projection.
      let record = try #require(
        run.stage("cycle-\(cycle)/projection")?.projectionCheck
      )
      #expect(record.certifiedCount == verdicts.count { $0 == 2 })
      let sharper = try file.integers("sharper_verdict")
      #expect(record.sharperCertifiedCount == sharper.count { $0 == 2 })
      #expect(record.ownLastLayer.certifiedCount == margins.count { $0 > 0 })
      let projection = File(url: run.directory.appending(path: "checks/projection-\(cycle).h5"))
      let (a, b) = (try projection.weights("after"), try projection.weights("before"))
      for prototype in 0..<p {
        let length = (0..<8).map { a[prototype * 8 + $0] - b[prototype * 8 + $0] }
          .reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(abs(length - shift[prototype]) < 1e-12)
        #expect(abs(try projection.reals("shift")[prototype] - length) < 1e-12)
      }
    }
  }

  @Test func theRecordNamesTheEvidence() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      let stage = try #require(run.stage("cycle-1/projection"))
      let check = try #require(stage.projectionCheck)
      #expect(check.imageCount == 9 && check.prototypesPerClass == 4)
      #expect(check.premises.map(\.name) == ["A1", "A2a", "A2b", "A3", "A4"])
      #expect(check.premises.map(\.pairCount) == [108, 72, 36, nil, nil])
      #expect(check.premises[3].imageCount == 9 && check.premises[4].imageCount == 0)
      #expect(check.ownLastLayer.correctAfter == stage.evaluation.correctCount)
      #expect(check.ownLastLayer.certifiedCount <= check.ownLastLayer.unchangedCount)
      #expect(check.percentiles.change.count == 51)
      let paths = ["checks/projection-1.h5", "checks/theorem-2.1-1.h5"]
      #expect(stage.evidence?.map(\.path) == paths)
    }
  }

  /// Without the section nothing is checked and records are as they were.
  @Test func asksForNothingByDefault() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let text = try String(contentsOf: tiny.yaml, encoding: .utf8)
      let experiment = try Experiment(yaml: text, file: tiny.yaml.path)
      #expect(!experiment.resolvedYAML.contains("checks"))
      let (_, directory) = try CheckedRun.run(experiment, tiny.results)
      let checks = directory.appending(path: "checks").path
      let files = try FileManager.default.contentsOfDirectory(atPath: checks)
      #expect(files.filter { !$0.hasPrefix("predictions-") } == [])
      let record = try String(
        contentsOf: directory.appending(path: "record.json"),
        encoding: .utf8
      )
      #expect(!record.contains("projectionCheck") && !record.contains("evidence"))
    }
  }
}
