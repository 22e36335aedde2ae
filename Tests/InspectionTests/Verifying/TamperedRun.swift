import Checkpoints
import Digests
import Experiments
import Foundation
import Inspection
import RunsTestSupport
import TestSupport
import Testing
import Runs

/// A tiny run with every kind of stage, evidence and split, and what repeating its stages gives.
struct TamperedRun {
  let experiment: Experiment
  let directory: RunDirectory
  let record: RunRecord
  let verifier: RunVerifier
  /// The repeated stages.
  let derived: [RunVerifier.Derived]

  init(in folder: URL) throws {
    let tiny = try TinyExperiment(
      in: folder,
      schedule: """
        schedule:
          warm-up: {steps: 1}
          cycles:
            - joint: {steps: 1}
              last-layer: {epochs: 2}
            - joint: {steps: 1}
              last-layer: {solver: convex}
              pruning: {nearest: 3, threshold: 2}
            - projection: false
              last-layer: {epochs: 1}
        """,
      more: "checks: {theorem: true, last-layer: true, prototypes: true}\npictures: {prototypes: 2}"
    )
    experiment = try Experiment(
      yaml: String(contentsOf: tiny.yaml, encoding: .utf8),
      file: tiny.yaml.path,
      options: ["data.validation={share: 0.2}", "data.selection=validation"]
    )
    let run = try CheckedRun.run(experiment, tiny.results)
    (record, directory) = (run.0, RunDirectory(url: run.1))
    verifier = try RunVerifier(
      DigestVerifier(run: directory.url),
      experiment: experiment,
      scratch: folder.appending(path: "scratch"),
      observer: QuietObserver()
    )
    var honest = Verification()
    derived = try record.stages.indices.map { [verifier] in try verifier.derive($0, &honest) }
    for stage in derived { try verifier.compare(stage, &honest) }
    try #require(honest.mismatches.map(\.text) == [])
  }

  /// What is found of a record with adjusted digests that was changed at a path such as `stages[2].key`,
  /// given the stages as they were repeated.
  func findings(of tampered: RunRecord, changedAt path: String) throws -> [String] {
    var (verifier, result) = (verifier, Verification())
    verifier.record = tampered
    try verifier.verifyRun(&result)
    verifier.verifyMetrics(&result)
    verifier.verifyWarnings(derived.flatMap(\.warnings), &result)
    for stage in derived
    where stage.index < tampered.stages.count
      && (!path.hasPrefix("stages[") || path.hasPrefix("stages[\(stage.index)]"))
    {
      try verifier.compare(stage, &result)
    }
    return result.mismatches.map(\.text)
  }

  /// What digests alone tell while the record is another one, whose own digest is right.
  func digestFindings(of tampered: RunRecord, expecting digest: String? = nil) throws -> [String] {
    let original = try Data(contentsOf: directory.record)
    defer { try? original.write(to: directory.record) }
    try tampered.write(to: directory.record)
    var result = Verification()
    try DigestVerifier(run: directory.url).verify(expecting: digest, &result)
    return result.mismatches.map(\.text)
  }

  /// Calls `body` while a file has other contents, which the record names the digest of; puts it back.
  func whileTampered(
    _ path: String,
    _ contents: HDF5Snapshot,
    _ body: (RunVerifier) throws -> Void
  ) throws {
    let file = directory.file(path)
    let original = try Data(contentsOf: file)
    defer { try? original.write(to: file) }
    try contents.write(to: file)
    var verifier = verifier
    verifier.record = record.adjusting(path, "\(try SHA256Digest(contentsOf: file))")
    try body(verifier)
  }
}

extension RunRecord {
  /// The record with another digest of a file, wherever it stands last.
  func adjusting(_ path: String, _ digest: String) -> RunRecord {
    var record = self
    for index in record.stages.indices.reversed() {
      var stage = record.stages[index]
      if stage.checkpoint == path { stage.checkpointDigest = digest }
      if stage.predictions?.path == path { stage.predictions?.digest = digest }
      if stage.lastLayer?.evidence == path { stage.lastLayer?.evidenceDigest = digest }
      for place in stage.evidence?.indices ?? 0..<0 where stage.evidence?[place].path == path {
        stage.evidence?[place].digest = digest
      }
      if stage != record.stages[index] {
        record.stages[index] = stage
        break
      }
    }
    return record
  }
}

extension HDF5Snapshot {
  /// Writes everything as the program does, but for the widths of numbers.
  func write(to file: URL) throws {
    try HDF5Writer.write(to: file) { (writer) throws(CheckpointError) in
      for (name, variable) in variables.sorted(by: { $0.key < $1.key }) where !name.contains("@") {
        switch variable.values {
        case .numbers(let values): try writer.write(values, shape: variable.shape, to: name)
        case .integers(let values): try writer.write(values, shape: variable.shape, to: name)
        case .booleans(let values): try writer.write(values, shape: variable.shape, to: name)
        case .texts(let values): try writer.write(values, to: name)
        }
      }
      for (name, variable) in variables.sorted(by: { $0.key < $1.key }) where name.contains("@") {
        let parts = name.split(separator: "@", maxSplits: 1)
        let value: HDF5Attribute =
          switch variable.values {
          case .numbers(let values): values.count == 1 ? .double(values[0]) : .doubles(values)
          case .integers(let values): values.count == 1 ? .integer(values[0]) : .integers(values)
          case .booleans: .text("")
          case .texts(let values): values.count == 1 ? .text(values[0]) : .texts(values)
          }
        try writer.setAttribute(String(parts[1]), of: String(parts[0]), to: value)
      }
    }
  }
}
