import Checkpoints
import Digests
import Experiments
import Foundation
import Recipe

/// The keys of a run's stages: digests of everything that decides what a stage results in.
///
/// A key holds that of the stage before it, so that equal keys mean equal histories: the same pictures,
/// start weights, program, machine, seed and settings as far as any of these stages uses them.
struct StageKeys {
  private let experiment: Experiment
  private let stages: [Stage]
  private let content: Content

  /// What every stage depends on.
  private struct Content: Encodable {
    let programDigest: String
    let environment: RunRecord.Environment
    let data: RunRecord.DataSummary
    let network: RunRecord.NetworkSummary
    let normalization: [[Float]]
    let seed: UInt64
    var stage = ""
    var settings = ""
    var previous = ""
  }

  /// Of a run that would begin now with the record `record`.
  ///
  /// - Throws: What reading the program's file throws.
  init(_ plan: Plan, _ record: RunRecord, _ normalization: InputNormalization) throws {
    experiment = plan.experiment
    stages = plan.stages
    content = Content(
      programDigest: try Program.digest(),
      environment: record.environment,
      data: record.data,
      network: record.network,
      normalization: [normalization.mean, normalization.standardDeviation],
      seed: record.seed
    )
  }

  /// The key of the next stage after the finished ones; nil where it cannot be shared.
  ///
  /// - Throws: `EncodingError` for a number that JSON cannot hold, which no run has.
  func next(after finished: [StageRecord]) throws -> String? {
    // Which algorithms are the fastest is a finding of a run, and decides last bits.
    guard experiment.engine.convolution != .fastest else { return nil }
    var content = content
    if let last = finished.last {
      guard let key = last.key else { return nil }
      content.previous = key
    }
    let position = finished.count
    content.stage = stages[position].definition
    content.settings = experiment.settings(deciding: Array(stages[...position]))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return "\(SHA256Digest(try encoder.encode(content)))"
  }
}
