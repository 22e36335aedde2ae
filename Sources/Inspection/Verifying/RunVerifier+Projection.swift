import Checkpoints
import Datasets
import Experiments
import Files
import Networks
import ProtoPNet
import Recipe
import Runs
import Tensors

extension RunVerifier {
  /// Looks for the nearest patches once more, with other batches in the reverse order, on the network before
  /// the projection.
  ///
  /// - Throws: `CheckpointError` for the checkpoint after the projection, `ImageError` for an unreadable
  ///   picture, `NetworkError` where the network cannot be compiled, `ProtoPNetError` for a class without
  ///   images.
  func verifyNearestPatches(_ stage: StageRecord, _ result: inout Verification) throws {
    guard case .protopnet(let network) = replay.network else { return }
    let checkpoint = try Checkpoint(contentsOf: directory.file(stage.checkpoint))
    let layer = network.head.prototypeLayer
    guard let sources = checkpoint.prototypes.sources,
      checkpoint.prototypes.vectors.shape == layer.prototypes.shape
    else {
      return result.fail(
        stage.name,
        "\(stage.checkpoint): \(layer.prototypeCount) prototypes have no sources"
      )
    }
    let images = dataset.projection.images
    let indices = Dictionary(images.enumerated().map { (ByteName($1.path), $0) }) { first, _ in
      first
    }
    let byImage = Dictionary(grouping: sources.indices) { ByteName(sources[$0].image) }
    var search = ProjectionSearch(layer)
    var patches: [Int: [Float]] = [:]
    let batchSize = plan.experiment.optimizer.batchSize == 7 ? 5 : 7
    try forEachBatch(of: replay.data.projection, stage.name, batchSize, reversed: true) { batch in
      let latent = try network.evaluate(.whole, batch.images)
      search.consider(latent: latent, labels: batch.labels, imageIndices: batch.indices)
      for (position, index) in batch.indices.enumerated() {
        for prototype in byImage[ByteName(images[index].path)] ?? [] {
          patches[prototype] = patch(of: latent.slice(position), sources[prototype], layer)
        }
      }
    }
    let found = try search.finish(classNames: dataset.classNames)
    var problems: [String] = []
    for (prototype, source) in sources.enumerated() {
      func complain(_ text: String) { problems.append("prototype \(prototype): \(text)") }
      guard let patch = patches[prototype], let image = indices[ByteName(source.image)] else {
        complain("'\(source.image)' has no latent patch (\(source.row), \(source.column))")
        continue
      }
      if images[image].classIndex != layer.prototypeClass[prototype] {
        complain("'\(source.image)' is not of its class")
      }
      if Self.difference(checkpoint.prototypes.vectors.slice(prototype).values, patch) > 1e-4 {
        complain("it is not the patch (\(source.row), \(source.column)) of '\(source.image)'")
      }
      let nearest = found.sources[prototype]
      let distance = Self.squaredDistance(layer.prototypes.slice(prototype).values, patch)
      // Other batches round differently, which may decide between patches equally near.
      if distance > Double(nearest.squaredDistance) * (1 + 1e-4) + 1e-6 {
        complain(
          "the nearest patch is (\(nearest.row), \(nearest.column)) of "
            + "'\(images[nearest.imageIndex].path)'"
        )
      }
    }
    result.expect(
      stage.name,
      "\(sources.count) prototypes are the nearest patches of their classes, in batches of "
        + "\(batchSize) in reverse order too",
      failing: problems
    )
  }

  // MARK: - Parts

  /// The patch of a latent map [D, H, W] at a source; nil where it would end outside.
  private func patch(
    of latent: Tensor,
    _ source: PrototypeSource,
    _ layer: PrototypeLayer
  ) -> [Float]? {
    let extents = layer.prototypes.shape
    let (depth, height, width) = (extents[1], extents[2], extents[3])
    let (rows, columns) = (latent.shape[1], latent.shape[2])
    guard source.row >= 0, source.column >= 0, source.row <= rows - height,
      source.column <= columns - width
    else { return nil }
    let values = latent.values
    return (0..<depth).flatMap { channel in
      (0..<height).flatMap { row in
        (0..<width).map { column in
          values[(channel * rows + source.row + row) * columns + source.column + column]
        }
      }
    }
  }

  private static func difference(_ left: [Float], _ right: [Float]) -> Float {
    zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  private static func squaredDistance(_ left: [Float], _ right: [Float]) -> Double {
    zip(left, right).reduce(0) {
      $0 + (Double($1.0) - Double($1.1)) * (Double($1.0) - Double($1.1))
    }
  }
}
