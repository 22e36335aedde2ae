package import Checkpoints
import Datasets
package import Foundation
import ProtoPNet
package import Tensors

/// What a network says of every image of a split: `/images`, `/labels` [N], `/logits` [N, K], `/class_names` [K].
///
/// Every stage of a run leaves one of the test split, so that runs can be compared image by image and
/// added up to ensembles without running a network again.
package struct PredictionFile: Equatable, Sendable {
  /// The images' paths, N.
  package let images: [String]
  package let labels: [Int]
  /// [N, K].
  package let logits: Tensor
  /// The classes in the order of the logits, K; nil in files of earlier versions.
  package let classNames: [String]?

  package init(images: [String], labels: [Int], logits: Tensor, classNames: [String]? = nil) {
    (self.images, self.labels, self.logits) = (images, labels, logits)
    self.classNames = classNames
  }

  init(images: [LabelledImage], logits: Tensor, classNames: [String]) {
    self.init(
      images: images.map(\.path),
      labels: images.map(\.classIndex),
      logits: logits,
      classNames: classNames
    )
  }

  /// Reads a file that ``write(to:adding:)`` wrote, in this version or an earlier one.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read, or whose parts do not fit together.
  package init(contentsOf url: URL) throws {
    let file = try HDF5Reader(contentsOf: url)
    guard try file.hasAttribute("format", of: "/"),
      try file.textAttribute("format", of: "/") == Self.format
    else {
      throw RunError.unfit(
        checkpoint: url.relativePath,
        problem: "is no file of predictions; those are in a run's checks/ folder"
      )
    }
    logits = try file.tensor("/logits")
    let count: Shape = [logits.shape.dimensions.first ?? 0]
    images = try file.texts("/images", shape: count)
    labels = try file.integers("/labels", shape: count)
    classNames =
      try HDF5Snapshot.names(in: file).contains(Self.classNames)
      ? file.texts(Self.classNames, shape: [logits.shape.dimensions.last ?? 0]) : nil
  }

  /// The dataset that files of earlier versions do not have.
  package static let classNames = "/class_names"

  package var correctCount: Int { Accuracy.correctCount(logits: logits, labels: labels) }

  /// Which images are classified correctly, [N].
  package var isCorrect: [Bool] { Accuracy.isCorrect(logits: logits, labels: labels) }

  /// The images with a NaN among their logits, which are of no class.
  package var notNumberCount: Int { Accuracy.notNumberCount(logits: logits) }

  package func write(to url: URL) throws { try write(to: url, adding: [:]) }

  package func write(to url: URL, adding others: [String: TensorFile.Dataset]) throws {
    var datasets: [String: TensorFile.Dataset] = [
      "/images": .texts(images),
      "/labels": .integers(labels, shape: [labels.count]),
      "/logits": .floats(logits),
    ]
    datasets[Self.classNames] = classNames.map { .texts($0) }
    datasets.merge(others) { $1 }
    try TensorFile.write(
      to: url,
      attributes: ["format": .text(Self.format), "format_version": .integer(1)],
      datasets: datasets,
      notes: Self.notes.filter { datasets[$0.key] != nil }.mapValues(\.attributes)
    )
  }

  private static let format = "protopnet-logits"

  private static let notes = [
    "/images": DatasetNote("image", "path below the folder of the data", "the images' names"),
    "/labels": DatasetNote("image", "index of /class_names", "the images' classes"),
    "/logits": DatasetNote(
      "image, class",
      "logit",
      "what the network says, NaN where it has no number"
    ),
    classNames: DatasetNote("class", "text", "the classes' names, in the order of their indices"),
    "/minimum_squared_distances": DatasetNote(
      "image, prototype",
      "squared Euclidean distance of latent patches",
      "how near each prototype's nearest patch is; the prototypes of several networks one after the other"
    ),
  ]
}
