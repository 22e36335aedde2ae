import Checkpoints
import Digests
import Experiments
import Foundation
import Inspection
import Networks
import Recipe
import RunsTestSupport
import Tensors
import TestSupport
import Testing
import Runs

struct RunVerifierTests {
  private func verify(_ run: CheckedRun) throws -> Verification {
    try Verification(of: run.directory, run.experiment)
  }

  /// Changes a checkpoint and makes the record agree with the changed file.
  private func tamper(
    _ run: CheckedRun,
    _ stage: String,
    _ change: (inout Checkpoint) -> Void
  ) throws {
    var record = run.record
    let index = try #require(record.stages.firstIndex { $0.name == stage })
    let file = run.directory.appending(path: record.stages[index].checkpoint)
    var checkpoint = try Checkpoint(contentsOf: file)
    change(&checkpoint)
    try checkpoint.write(to: file)
    record.stages[index].checkpointDigest = "\(try SHA256Digest(contentsOf: file))"
    try record.write(to: run.directory.appending(path: "record.json"))
  }

  @Test func confirmsAnHonestRun() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      let verification = try verify(run)
      #expect(verification.mismatches.map(\.text) == [])
      let confirmed = verification.findings.filter { $0.kind == .confirmed }
      for stage in run.record.stages {
        #expect(confirmed.contains { $0.subject == stage.name })
      }
      let projection = confirmed.filter { $0.subject == "cycle-1/projection" }.map(\.text)
      #expect(projection.contains { $0.hasPrefix("12 prototypes are the nearest patches") })
      #expect(projection.contains { $0.contains("Theorem 2.1 certifies") })
      #expect(confirmed.contains { $0.text.contains("of 12 prototypes stay") })
    }
  }

  /// Files of predictions had no class names in earlier versions.
  @Test func confirmsPredictionsOfEarlierVersions() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      var record = run.record
      for index in record.stages.indices {
        let path = try #require(record.stages[index].predictions?.path)
        let url = run.directory.appending(path: path)
        let file = try PredictionFile(contentsOf: url)
        #expect(file.classNames?.isEmpty == false)
        try PredictionFile(images: file.images, labels: file.labels, logits: file.logits)
          .write(to: url)
        #expect(try PredictionFile(contentsOf: url).classNames == nil)
        record.stages[index].predictions?.digest = "\(try SHA256Digest(contentsOf: url))"
      }
      try record.write(to: run.directory.appending(path: "record.json"))
      #expect(try verify(run).mismatches.map(\.text) == [])
    }
  }

  @Test func findsAPrototypeThatIsNoPatch() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      try tamper(run, "cycle-1/projection") {
        $0.prototypes.vectors.withUnsafeMutableValues { $0[5 * 8] += 0.01 }
      }
      let mismatches = try verify(run).mismatches
      #expect(mismatches.contains { $0.text.hasPrefix("prototype 5: it is not the patch") })
      // The last-layer stage after it went on from the prototypes as they were.
      #expect(mismatches.contains { $0.text == "the prototypes changed" })
      #expect(!mismatches.contains { $0.text.hasPrefix("prototype 4:") })
    }
  }

  @Test func findsAPatchThatIsNotTheNearest() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      // The source that another prototype of the class has, in the record as well.
      var record = run.record
      let index = try #require(record.stages.firstIndex { $0.name == "cycle-1/projection" })
      let claims = try #require(record.stages[index].projection).prototypes
      let pairs = (0..<12).flatMap { i in (0..<12).map { (i, $0) } }
      let pair = try #require(
        pairs.first { i, j in
          let (first, second) = (claims[i].source, claims[j].source)
          return claims[i].classIndex == claims[j].classIndex
            && (first.image, first.row, first.column) != (second.image, second.row, second.column)
        }
      )
      let other = claims[pair.1].source
      record.stages[index].projection?.prototypes[pair.0].source.image = other.image
      record.stages[index].projection?.prototypes[pair.0].source.row = other.row
      record.stages[index].projection?.prototypes[pair.0].source.column = other.column
      let file = run.directory.appending(path: record.stages[index].checkpoint)
      var checkpoint = try Checkpoint(contentsOf: file)
      let source = try #require(checkpoint.prototypes.sources)[pair.1]
      checkpoint.prototypes.sources?[pair.0] = source
      checkpoint.prototypes.vectors.withUnsafeMutableValues { values in
        for channel in 0..<8 { values[pair.0 * 8 + channel] = values[pair.1 * 8 + channel] }
      }
      try checkpoint.write(to: file)
      record.stages[index].checkpointDigest = "\(try SHA256Digest(contentsOf: file))"
      try record.write(to: run.directory.appending(path: "record.json"))
      let mismatches = try verify(run).mismatches
      #expect(
        mismatches.contains { $0.text.hasPrefix("prototype \(pair.0): the nearest patch is") }
      )
    }
  }

  @Test func findsABackboneThatChanged() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      try tamper(run, "cycle-2/last-layer") {
        let name = $0.parameters.keys.sorted()[0]
        $0.parameters[name]?.withUnsafeMutableValues { $0[0] += 1e-3 }
      }
      let mismatches = try verify(run).mismatches
      #expect(
        mismatches.contains {
          $0.subject == "cycle-2/last-layer"
            && $0.text.hasPrefix("parameters changed that the stage does not train")
        }
      )
    }
  }

  @Test func findsFiguresThatDoNotHold() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      var record = run.record
      record.stages[record.stages.count - 1].evaluation.correctCount -= 1
      let first = try #require(record.stages.firstIndex { $0.projection != nil })
      record.stages[first].projection?.duplicateCount += 1
      record.stages[first].projectionCheck?.certifiedCount += 1
      let pruning = try #require(record.stages.firstIndex { $0.pruning != nil })
      record.stages[pruning].pruning?.kept.removeLast()
      try record.write(to: run.directory.appending(path: "record.json"))
      let evidence = run.directory.appending(path: "checks/projection-1.h5")
      try Data(contentsOf: evidence).dropLast().write(to: evidence)
      let texts = try verify(run).mismatches.map(\.text)
      for field in [
        "evaluation.correctCount: recorded is", "projection.duplicateCount: recorded is",
        "projectionCheck.certifiedCount: recorded is", "pruning.kept[",
        "checks/projection-1.h5: recorded is sha256:",
      ] {
        #expect(texts.contains { $0.contains(field) }, "\(field)")
      }
      // Nothing else is wrong but that the log agrees no more, and that the file cannot be read.
      #expect(
        texts.allSatisfy {
          $0.contains("recorded is")
            || $0.hasPrefix("metrics.jsonl, cycle-3/last-layer, evaluation")
            || $0.hasPrefix("cannot be derived") && $0.contains("projection-1.h5")
        },
        "\(texts)"
      )
    }
  }

  /// What a file of another version says of its datasets may be in other words; values may not.
  @Test func takesOtherWordsOfAnotherVersion() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      let directory = RunDirectory(url: run.directory)
      let path = "checks/projection-1.h5"
      var contents = try HDF5Snapshot(contentsOf: directory.file(path))
      #expect(contents.variables["/shift@unit"] != nil)
      contents.variables["/shift@unit"]?.values = .texts(["another word"])
      try contents.write(to: directory.file(path))
      var record = run.record
      record.environment.processor = "another"
      record = record.adjusting(path, "\(try SHA256Digest(contentsOf: directory.file(path)))")
      try record.write(to: directory.record)
      #expect(try verify(run).mismatches.map(\.text) == [])
      contents.variables["/class"]?.values = .integers([Int](repeating: 0, count: 12))
      try contents.write(to: directory.file(path))
      record = record.adjusting(path, "\(try SHA256Digest(contentsOf: directory.file(path)))")
      try record.write(to: directory.record)
      #expect(try !verify(run).mismatches.isEmpty)
    }
  }

  /// A run of another machine agrees but for rounding, of which none is here; counts are still held to.
  @Test func saysThatAnotherMachineRounds() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      let file = RunDirectory(url: run.directory).record
      var record = run.record
      record.environment.processor = "another"
      record.stages[0].evaluation.costs[.crossEntropy]? *= 1.0005
      try record.write(to: file)
      let elsewhere = try verify(run)
      #expect(elsewhere.findings.contains { $0.text.hasPrefix("computed by another program") })
      #expect(elsewhere.mismatches.map(\.text) == [])
      record.stages[0].evaluation.costs[.crossEntropy]? *= 1.01
      record.stages[2].projection?.duplicateCount += 3
      try record.write(to: file)
      let texts = try verify(run).mismatches.map(\.text)
      #expect(texts.count == 2)
      #expect(texts.first?.contains("stages[0].evaluation.crossEntropy") == true)
      #expect(texts.last?.contains("stages[2].projection.duplicateCount") == true)
    }
  }

  /// A record of an earlier version has fewer digests, which is said; one that leaves them out is not it.
  @Test func readsRecordsOfEarlierVersions() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try CheckedRun(in: folder)
      let file = RunDirectory(url: run.directory).record
      var record = run.record
      (record.digest, record.files) = (nil, nil)
      for index in record.stages.indices {
        for prototype in record.stages[index].projection?.prototypes.indices ?? 0..<0 {
          record.stages[index].projection?.prototypes[prototype].pictureDigest = nil
        }
      }
      try record.encoded().write(to: file)
      #expect(
        try verify(run).mismatches.contains { $0.text.contains("digest: recorded is nothing") }
      )
      record.environment.program = "protopnet 0.1.0"
      try record.encoded().write(to: file)
      let verification = try verify(run)
      #expect(verification.findings.contains { $0.text.hasSuffix("written by an earlier version") })
      // The checkpoints say which version it was.
      #expect(verification.mismatches.allSatisfy { $0.text.contains("environment.program") })
      #expect(verification.mismatches.count == record.stages.count)
    }
  }
}
