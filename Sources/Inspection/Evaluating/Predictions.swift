import Checkpoints
import Files
package import Foundation
import ProtoPNet
package import Runs
package import Tensors

/// What a network says of a list of pictures.
package struct Predictions {
  /// The checkpoint's file; those of an ensemble are joined by ` + `.
  package let checkpoint: String
  /// The stage that the checkpoint was written after; those of an ensemble are joined likewise.
  package let stage: String
  package let classNames: [String]
  /// The pictures' paths, N.
  package let images: [String]
  package let labels: [Int]
  /// [N, K].
  package let logits: Tensor
  /// [N, P], member by member of an ensemble; nil where no network has prototypes.
  package let minimumSquaredDistances: Tensor?
  /// What lies before the logits, where it was asked for; nil of an ensemble.
  let latents: LatentMaps?

  package var correctCount: Int { Accuracy.correctCount(logits: logits, labels: labels) }

  /// The pictures with a NaN among their logits: they are of no class and count as wrong.
  package var notNumberCount: Int { Accuracy.notNumberCount(logits: logits) }

  /// The share of each class's pictures that are classified correctly, and their number.
  package var classAccuracies: [(name: String, correctCount: Int, imageCount: Int)] {
    let isCorrect = Accuracy.isCorrect(logits: logits, labels: labels)
    return classNames.enumerated().map { index, name in
      let members = labels.indices.filter { labels[$0] == index }
      return (name, members.count { isCorrect[$0] }, members.count)
    }
  }

  /// Writes a ``PredictionFile`` that holds `/minimum_squared_distances` [N, P] too, where there are any.
  ///
  /// - Throws: `CheckpointError` where the file cannot be written.
  package func write(to file: URL) throws {
    try PredictionFile(
      images: images,
      labels: labels,
      logits: logits,
      classNames: classNames
    ).write(
      to: file,
      adding: minimumSquaredDistances.map { ["/minimum_squared_distances": .floats($0)] } ?? [:]
    )
  }
}

extension Predictions {
  /// What networks say together of the same pictures; one network's predictions stay as they are.
  ///
  /// - Throws: ``RunError/unfit(checkpoint:problem:)`` for a member with other classes.
  package init(ensemble members: [Predictions]) throws(RunError) {
    guard let first = members.first else { preconditionFailure("an ensemble of no network") }
    for member in members where !member.classNames.hasSameBytes(as: first.classNames) {
      throw .unfit(
        checkpoint: member.checkpoint,
        problem: "has other classes than \(first.checkpoint), so their logits cannot be added"
      )
    }
    self.init(
      checkpoint: members.map(\.checkpoint).joined(separator: " + "),
      stage: members.map(\.stage).joined(separator: " + "),
      classNames: first.classNames,
      images: first.images,
      labels: first.labels,
      logits: Ensemble.logits(of: members.map(\.logits)),
      minimumSquaredDistances: Self.sideBySide(members.compactMap(\.minimumSquaredDistances)),
      latents: members.count == 1 ? first.latents : nil
    )
  }

  private static func sideBySide(_ parts: [Tensor]) -> Tensor? {
    guard !parts.isEmpty else { return nil }
    let width = parts.reduce(0) { $0 + $1.shape[1] }
    let rows = (0..<parts[0].shape[0]).flatMap { row in
      parts.flatMap { $0.slice(row).values }
    }
    return Tensor(rows, shape: [parts[0].shape[0], width])
  }
}
