internal import Checkpoints
package import Foundation
internal import ProtoPNet
package import Tensors

/// What a network says of a list of pictures.
package struct Predictions {
  package let checkpoint: String
  /// The stage that the checkpoint was written after.
  package let stage: String
  package let classNames: [String]
  /// The pictures' paths, N.
  package let images: [String]
  package let labels: [Int]
  /// [N, K].
  package let logits: Tensor
  /// [N, P].
  package let minimumSquaredDistances: Tensor

  package var correctCount: Int { Accuracy.correctCount(logits: logits, labels: labels) }

  /// The share of each class's pictures that are classified correctly, and their number.
  package var classAccuracies: [(name: String, correctCount: Int, imageCount: Int)] {
    let predicted = Accuracy.predictedClasses(logits: logits)
    return classNames.enumerated().map { index, name in
      let members = labels.indices.filter { labels[$0] == index }
      return (name, members.count { predicted[$0] == index }, members.count)
    }
  }

  /// Writes `/logits` [N, K], `/minimum_squared_distances` [N, P], `/images` and `/labels` [N] to HDF5.
  package func write(to file: URL) throws {
    try TensorFile.write(
      to: file,
      attributes: ["format": .text("protopnet-logits"), "format_version": .integer(1)],
      datasets: [
        "/logits": .floats(logits),
        "/minimum_squared_distances": .floats(minimumSquaredDistances),
        "/images": .texts(images),
        "/labels": .integers(labels, shape: [labels.count]),
      ]
    )
  }
}
