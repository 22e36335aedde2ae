import Checkpoints
import Datasets
import Foundation
import ProtoPNet
import Tensors

extension Projection {
  /// Writes `/before`, `/after` [P, D, H1, W1], `/class`, `/shift` [P] and `/source/…`.
  func write(to file: URL, images: [LabelledImage]) throws(CheckpointError) {
    let count = sources.count
    try TensorFile.write(
      to: file,
      attributes: ["format": .text("protopnet-projection"), "format_version": .integer(1)],
      datasets: [
        "/before": .floats(before),
        "/after": .floats(after),
        "/class": .integers(prototypeClass, shape: [count]),
        "/shift": .doubles(shifts, shape: [count]),
        "/source/image": .texts(sources.map { images[$0.imageIndex].path }),
        "/source/cell": .integers(sources.flatMap { [$0.row, $0.column] }, shape: [count, 2]),
        "/source/squared_distance": .floats(Tensor(sources.map(\.squaredDistance), shape: [count])),
      ],
      notes: EvidenceNotes.projection.mapValues(\.attributes)
    )
  }
}

extension ProjectionEvidence {
  /// Writes all that recomputing the verdicts takes; arrays as the design of evidence files names them.
  ///
  /// `…_theorem` is with the last layer of premise A4, without it the network's own; `/premises` tells
  /// of A4 whether the network's own last layer meets it, and `/verdict` does not depend on that.
  func write(to file: URL, images: [String], split: String) throws(CheckpointError) {
    let (n, p, k) = (imageCount, theorem.prototypeClass.count, theorem.classCount)
    func perImage(_ values: [Double]) -> TensorFile.Dataset { .doubles(values, shape: [n]) }
    func perPrototype(_ values: [Double]) -> TensorFile.Dataset { .doubles(values, shape: [n, p]) }
    func logits(_ values: [[Double]]) -> TensorFile.Dataset {
      .doubles(values.flatMap { $0 }, shape: [n, k])
    }
    let premises = findings.flatMap { [$0.meetsA1, $0.meetsA2a, $0.meetsA2b, $0.meetsA3, meetsA4] }
    let hasInterval = findings.map { !$0.interval.isEmpty }
    try TensorFile.write(
      to: file,
      attributes: [
        "format": .text("protopnet-theorem-2.1"),
        "format_version": .integer(1),
        "split": .text(split),
        "epsilon": .double(theorem.epsilon),
        "prototypes_per_class": .integer(theorem.prototypesPerClass ?? 0),
        "statement": .text(ProjectionTheorem.Form.paper.statement),
        "sharper_statement": .text(ProjectionTheorem.Form.sharper.statement),
        "certificate": .text(DirectCertificate.statement),
      ],
      datasets: [
        "/images": .texts(images),
        "/labels": .integers(labels, shape: [n]),
        "/prototype_class": .integers(theorem.prototypeClass, shape: [p]),
        "/last_layer_weight": .floats(weight),
        "/shift": .doubles(theorem.shifts, shape: [p]),
        "/logits_before": logits(own.map(\.logitsBefore)),
        "/logits_after": logits(own.map(\.logitsAfter)),
        "/logits_before_theorem": logits(findings.map(\.logitsBefore)),
        "/logits_after_theorem": logits(findings.map(\.logitsAfter)),
        "/nearest_distance_before": perPrototype(distancesBefore),
        "/nearest_distance_after": perPrototype(distancesAfter),
        "/nearest_cell_before": .integers(cellsBefore, shape: [n, p]),
        "/nearest_cell_after": .integers(cellsAfter, shape: [n, p]),
        "/distance_low": perPrototype(own.flatMap { $0.intervals.map(\.lowerBound) }),
        "/distance_high": perPrototype(own.flatMap { $0.intervals.map(\.upperBound) }),
        "/delta_low": perImage(zip(findings, hasInterval).map { $1 ? $0.interval.low : .nan }),
        "/delta_high": perImage(zip(findings, hasInterval).map { $1 ? $0.interval.high : .nan }),
        "/delta": perImage(findings.map { $0.delta ?? .nan }),
        "/delta_max": perImage(findings.map { $0.bound ?? .nan }),
        "/premises": .booleans(premises, shape: [n, 5]),
        "/verdict": .integers(findings.map(\.verdict.rawValue), shape: [n]),
        "/sharper_delta": perImage(sharper.map { $0.delta ?? .nan }),
        "/sharper_delta_max": perImage(sharper.map { $0.bound ?? .nan }),
        "/sharper_verdict": .integers(sharper.map(\.verdict.rawValue), shape: [n]),
        "/certified_margin": perImage(own.map(\.margin)),
        "/certified_radius": perImage(own.map(\.radius)),
        "/certified_margin_theorem": perImage(binary.map(\.margin)),
        "/certified_radius_theorem": perImage(binary.map(\.radius)),
      ],
      notes: EvidenceNotes.theorem.mapValues(\.attributes)
    )
  }
}
