import Checkpoints
import Datasets
import Experiments
import Foundation
import ProtoPNet
import Recipe
import SoftmaxRegression
import Tensors

/// What a last-layer stage proved about its last layer, for the record and for others to recompute.
struct LastLayerEvidence {
  private let cycle: Int
  private let fit: LastLayerFit

  /// Of a stage that found out how good its last layer is; nil for others.
  init?(_ stage: Stage, _ outcome: StageOutcome) {
    guard let fit = outcome.lastLayer else { return nil }
    guard case .lastLayer(let cycle, _) = stage else { return nil }
    self.cycle = cycle
    self.fit = fit
  }

  /// The record of it; for the training images, if given, `checks/last-layer-<cycle>.h5` is written.
  ///
  /// - Throws: ``RunError/unwritable(_:)`` or `CheckpointError` where the file cannot be written,
  ///   and what reading it again throws.
  func record(
    writingFileFor images: [LabelledImage]?,
    to directory: RunDirectory
  ) throws -> StageRecord.LastLayerFit {
    let layer = LastLayer(weight: fit.weight)
    let (classes, limit) = (fit.problem.freeClass, fit.problem.freeLimit)
    let counts = layer.offClassCounts(prototypeClass: classes)
    var record = StageRecord.LastLayerFit(
      solver: fit.solver,
      objective: fit.objective,
      lowerBound: fit.lowerBound,
      certificateKind: "fenchel-dual",
      iterationCount: fit.iterationCount,
      ending: fit.ending.rawValue,
      offClassCount: counts.weights,
      zeroCount: counts.zeros
    )
    record.ownClassLimit = limit
    record.limitedCount = layer.ownClassWeights(prototypeClass: classes)
      .count { Double(abs($0)) == limit }
    guard let images else { return record }
    let evidence = try directory.writeEvidence(.lastLayer(cycle: cycle)) {
      try write(record, images, to: $0)
    }
    (record.evidence, record.evidenceDigest) = (evidence.path, evidence.digest)
    return record
  }

  private func write(
    _ record: StageRecord.LastLayerFit,
    _ images: [LabelledImage],
    to file: URL
  ) throws {
    // With mirror images, all pictures come first and then all mirror images, in the same order.
    let count = fit.problem.labels.count
    let isMirrored = (0..<count).map { $0 >= images.count }
    try TensorFile.write(
      to: file,
      attributes: [
        "format": .text("protopnet-last-layer"), "format_version": .integer(1),
        "lambda": .double(fit.coefficients[.lastLayerL1]),
        "cross_entropy": .double(fit.coefficients[.crossEntropy]),
        "own_class_limit": .double(fit.problem.freeLimit),
        "objective": .double(record.objective),
        "lower_bound": .double(record.lowerBound),
        "certificate": .double(record.gap),
        "certificate_kind": .text(record.certificateKind),
        "iterations": .integer(record.iterationCount),
        "ending": .text(record.ending),
        "solver": .text(record.solver.rawValue),
      ],
      datasets: [
        "images": .texts((0..<count).map { images[$0 % images.count].path }),
        "mirrored": .booleans(isMirrored, shape: [count]),
        "similarities": .floats(fit.problem.features),
        "labels": .integers(fit.problem.labels, shape: [count]),
        "prototype_class": .integers(fit.problem.freeClass, shape: [fit.problem.freeClass.count]),
        "weight_before": .floats(fit.weightBefore),
        "weight": .floats(fit.weight),
      ],
      notes: EvidenceNotes.lastLayer.mapValues(\.attributes)
    )
  }
}
