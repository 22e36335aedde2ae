import Checkpoints
import Datasets
package import Foundation
import ProtoPNet
import Runs
import Tensors

/// A trained network as a checkpoint holds it, ready to classify pictures.
package struct CheckpointEvaluator {
  let restored: RestoredNetwork

  /// Builds the network of a checkpoint, be it ProtoPNet's or a baseline's, from the experiment it carries.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read or, unless allowed, holds values that
  ///   are not finite, ``RunError`` for one whose parameters are not those of its experiment.
  package init(checkpoint url: URL, allowingNonFinite: Bool = false) throws {
    restored = try RestoredNetwork(contentsOf: url, allowingNonFinite: allowingNonFinite)
  }

  /// The pictures of a batch unless other are asked for.
  package static let batchSize = 32

  /// The logits [N, K] of pictures; where there are prototypes, latent maps [N, D, H, W] and what the head
  /// makes of them.
  private func classify(
    _ pictures: Tensor
  ) throws -> (logits: Tensor, latent: Tensor?, head: PrototypeHead.Output?) {
    switch restored.network {
    case .protopnet(let network):
      let latent = try network.evaluate(.whole, pictures)
      let output = network.head.forward(latent)
      return (output.logits, latent, output)
    case .baseline(let network): return (try network.logits(pictures), nil, nil)
    }
  }

  /// Classifies the pictures of a folder: a directory per class, or such a directory named `test`.
  ///
  /// `note` hears of pictures that are left out, or read although they are damaged, and `progress` of
  /// finished batches. A picture's numbers do not depend on its batch, but for the rounding of kernels that
  /// the library chooses by the batch's size.
  ///
  /// - Throws: `DatasetError` for a folder that is no data set or one of other classes,
  ///   `ImageError` for an unreadable picture, `NetworkError` where the network cannot be compiled; where
  ///   latent maps are asked for, ``RunError`` for a baseline and too little memory.
  package func predictions(
    on folder: URL,
    batchSize size: Int = batchSize,
    keepingLatents keepsLatents: Bool = false,
    note: (String) -> Void = { _ in },
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws -> Predictions {
    let dataset = try self.dataset(folder).sealed()
    for text in dataset.notes + dataset.remarks { note(text) }
    let images = dataset.test.images
    let loader = ImageLoader(images: images, transform: restored.transform)
    var (logits, distances): ([Float], [Float]?) = ([], nil)
    var latents = try keepsLatents ? roomForLatents(of: images.count) : nil
    var done = 0
    try loader.forEachBatch(order: Array(images.indices), batchSize: size) { batch in
      let output = try classify(batch.images)
      logits += output.logits.values
      if let head = output.head {
        distances = (distances ?? []) + head.minimumDistances.values.values
        latents?.add(output.latent, head)
      }
      done += 1
      progress(done, (images.count + size - 1) / size)
    }
    return Predictions(
      checkpoint: restored.name,
      stage: restored.metadata.stage,
      classNames: dataset.classNames,
      images: images.map(\.path),
      labels: images.map(\.classIndex),
      logits: Tensor(logits, shape: [images.count, dataset.classCount]),
      minimumSquaredDistances: distances.map {
        Tensor($0, shape: [images.count, $0.count / images.count])
      },
      latents: latents
    )
  }

  /// The folder's pictures, labelled by the checkpoint's classes; paths start from the folder above their
  /// split's.
  ///
  /// - Throws: `DatasetError` for a folder that is no data set or one of other classes.
  func dataset(_ folder: URL) throws -> Dataset {
    var folder = folder
    let test = folder.appending(path: "test")
    if !restored.metadata.classNames.contains("test"),
      FileManager.default.fileExists(atPath: test.path)
    {
      folder = test
    }
    return try ImageFolder.load(folder, classNames: restored.metadata.classNames)
  }
}
