import Checkpoints
import Datasets
import Digests
package import Experiments
package import Foundation
package import ProtoPNet
import Recipe
import Runs
import Tensors

/// Derives again what a run's record claims, from the pictures and the run's checkpoints.
///
/// Nothing that the run found is taken over but what passes over pictures trained: every other stage is
/// repeated on the network that the checkpoint before it holds, and every evaluation on every checkpoint.
/// What the repeated stages leave is held against the run's record and files, value by value;
/// docs/verification.md lists what that covers.
package struct RunVerifier {
  /// The record whose claims are looked at; stages are repeated as the record on the disk has them.
  package var record: RunRecord
  let directory: RunDirectory
  let replay: RunReplay
  let observer: any TrainingObserver

  var plan: Plan { replay.plan }
  var dataset: Dataset { replay.dataset }

  /// Reads what the run of a record was made from.
  ///
  /// The experiment is to be given as its file gives it, because paths in it start at that file. `scratch`
  /// is a folder for repeated stages, which whoever calls removes.
  ///
  /// - Throws: `DatasetError`, `ExperimentError` or `CheckpointError` for what cannot be read.
  package init(
    _ digests: DigestVerifier,
    experiment: Experiment,
    scratch: URL,
    observer: any TrainingObserver
  ) throws {
    (record, directory, self.observer) = (digests.record, digests.directory, observer)
    replay = try RunReplay(
      record,
      of: directory,
      experiment,
      in: RunDirectory(url: scratch),
      observer: observer
    )
  }

  /// Reads what the run was made from and goes through it, in a folder of its own that is removed again.
  ///
  /// - Throws: As ``init(_:experiment:scratch:observer:)`` and ``verify(_:)``.
  package static func verify(
    _ digests: DigestVerifier,
    experiment: Experiment,
    observer: any TrainingObserver,
    _ result: inout Verification
  ) throws {
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "protopnet-verify-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    try RunVerifier(digests, experiment: experiment, scratch: scratch, observer: observer)
      .verify(&result)
  }

  /// Goes through the whole run, past everything that is wrong.
  ///
  /// - Throws: `EncodingError` for a number that JSON cannot hold, and what reading the program's file
  ///   throws.
  package func verify(_ result: inout Verification) throws {
    try verifyRun(&result)
    verifyMetrics(&result)
    var warnings = replay.start.warnings
    for index in record.stages.indices.prefix(plan.stages.count) {
      do {
        warnings += try verifyStage(index, &result)
      } catch {
        result.fail(plan.stages[index].name, "cannot be derived: \(error)")
      }
    }
    verifyWarnings(warnings, &result)
    do {
      try noteUnusedPrototypes(&result)
    } catch {
      result.fail("run", "the test pictures cannot be evaluated: \(error)")
    }
  }

  // MARK: - The run

  /// Whether the figures of all stages must be the same to the last bit.
  private func isExact() throws -> Bool {
    try record.stages.indices.prefix(plan.stages.count).allSatisfy { try replay.isExact($0) }
  }

  func comparison(isExact: Bool) -> RecordComparison {
    RecordComparison(isExact: isExact, allowsMissing: record.isOfEarlierVersion)
  }

  /// Holds all that is not of a stage against the experiment and the pictures.
  package func verifyRun(_ result: inout Verification) throws {
    if try !isExact() {
      result.note(
        "run",
        "computed by another program or machine: numbers may differ by a thousandth of themselves, "
          + "counts by one or a hundredth"
      )
    }
    let derived = derivedRun
    var claims = record
    // Compared stage by stage, or by their digests.
    (claims.stages, claims.warnings, claims.digest) = ([], replay.start.warnings, nil)
    claims.files = claims.files?.map { StageRecord.Evidence(path: $0.path, digest: "") }
    result.expect(
      "run",
      "experiment, seed, pictures, network and deviations are those of the record",
      failing: try comparison(isExact: true).differences(claims, derived, at: "")
    )
  }

  /// The run as the experiment and the pictures say that it is; what only the record's digest covers is
  /// taken over.
  private var derivedRun: RunRecord {
    var derived = replay.start
    derived.environment = record.environment
    derived.environment.convolution = replay.start.environment.convolution
    derived.environment.precision = replay.start.environment.precision
    // 0 stands for all of the machine that computed.
    if plan.experiment.engine.threads > 0 {
      derived.environment.threads = replay.start.environment.threads
    }
    derived.isComplete = record.stages.count == plan.stages.count
    let files = [directory.experiment, directory.convolutions].filter {
      FileManager.default.fileExists(atPath: $0.path)
    }
    derived.files = files.map {
      StageRecord.Evidence(path: $0.lastPathComponent, digest: "")
    }
    if record.isOfEarlierVersion, record.files == nil { derived.files = nil }
    return derived
  }

  /// The warnings must be those that the pictures and the stages give; others are of how the run went.
  package func verifyWarnings(_ derived: [String], _ result: inout Verification) {
    let claims = record.warnings.filter { !$0.hasPrefix(Self.otherEnvironment) }
    guard claims != derived else { return }
    let missing = derived.filter { !claims.contains($0) }
    let others = claims.filter { !derived.contains($0) }
    result.fail(
      "run",
      "record.json, warnings: recorded are \(claims.count), derived \(derived.count)"
        + (missing.first.map { "; missing is '\($0)'" } ?? "")
        + (others.first.map { "; without cause is '\($0)'" } ?? "")
    )
  }

  /// Whether the run says that it went on elsewhere, where programs may be others.
  var wentOnElsewhere: Bool {
    record.warnings.contains { $0.hasPrefix(Self.otherEnvironment) }
  }

  /// How the warning begins that a run went on in another environment.
  private static let otherEnvironment = "went on after stage"

  // MARK: - Passing over pictures

  func forEachBatch(
    of loader: ImageLoader,
    _ name: String,
    _ batchSize: Int,
    reversed: Bool = false,
    _ body: (Batch) throws -> Void
  ) throws {
    let order = Array(loader.images.indices)
    let total = (order.count + batchSize - 1) / batchSize
    var done = 0
    try loader.forEachBatch(
      order: reversed ? order.reversed() : order,
      batchSize: batchSize
    ) { batch in
      try body(batch)
      done += 1
      observer.advanced(name, done: done, of: total)
    }
  }

  /// Looks for prototypes that decide nothing in the final network.
  private func noteUnusedPrototypes(_ result: inout Verification) throws {
    guard let stage = record.stages.last, record.stages.count <= plan.stages.count else { return }
    try replay.begin(record.stages.count)
    guard case .protopnet(let network) = replay.network else { return }
    let classes = network.head.prototypeLayer.prototypeClass
    var isNearest = [Bool](repeating: false, count: classes.count)
    let batchSize = plan.experiment.optimizer.batchSize
    try forEachBatch(of: replay.data.test, "use of the prototypes", batchSize) { batch in
      let latent = try network.evaluate(.whole, batch.images)
      let distances = network.head.prototypeLayer.forward(latent).values.values
      for (image, label) in batch.labels.enumerated() {
        let own = classes.indices.filter { classes[$0] == label }
        let row = image * classes.count
        if let nearest = own.min(by: { distances[row + $0] < distances[row + $1] }) {
          isNearest[nearest] = true
        }
      }
    }
    let unused = isNearest.indices.filter { !isNearest[$0] }
    if !unused.isEmpty {
      result.note(
        stage.name,
        "\(unused.count) prototypes are the nearest of their class for no test image of it: "
          + Self.list(unused)
      )
    }
  }

  /// The first of some indices, and how many more there are.
  static func list(_ indices: [Int], limit: Int = 20) -> String {
    let first = indices.prefix(limit).map(String.init).joined(separator: ", ")
    return indices.count > limit ? "\(first) and \(indices.count - limit) more" : first
  }
}
