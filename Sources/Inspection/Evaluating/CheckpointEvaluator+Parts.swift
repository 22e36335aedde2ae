import Datasets
package import Foundation
import Images
import ProtoPNet
import Runs
import Tensors

extension CheckpointEvaluator {
  /// Measures how well the prototypes keep to parts of the object, on the folder's annotated pictures.
  ///
  /// - Throws: ``RunError`` for a baseline, `DatasetError` for pictures without annotations of parts.
  package func partScores(
    on folder: URL,
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws -> PartScores {
    guard case .protopnet(let network) = restored.network else {
      throw RunError.unfit(
        checkpoint: restored.name,
        problem: "holds a baseline, which has no prototypes to find parts with"
      )
    }
    let dataset = try self.dataset(folder)
    let annotations = try annotations(of: dataset)
    let images = dataset.test.images
    let layer = network.head.prototypeLayer
    let size = restored.transform.imageSize
    let places = try images.map { image in
      guard let places = annotations.places(in: image.path, imageSize: size) else {
        throw DatasetError(
          dataset: dataset.name,
          problems: ["the annotations of parts do not know the picture \(image.path)"]
        )
      }
      return places
    }
    let own = (0..<layer.classCount).map { label in
      layer.prototypeClass.indices.filter { layer.prototypeClass[$0] == label }
    }
    let noise = PartScores.Noise()
    let published = InputTransform.imageNet(imageSize: size).standardDeviation
    let pixelNoise = PixelNoise(
      standardDeviation: noise.standardDeviation,
      limit: noise.limit,
      seed: noise.seed,
      scales: zip(published, restored.transform.standardDeviation).map { $0 / $1 }
    )
    let reach = PartHits.publishedReach(imageSize: size)
    let loader = ImageLoader(images: images, transform: restored.transform)
    let batchSize = 32
    let batchCount = (images.count + batchSize - 1) / batchSize
    // The first of them without noise.
    let hits = try (0...noise.draws).map { draw in
      var hits = PartHits(prototypeCount: layer.prototypeCount, reach: reach)
      var done = draw * batchCount
      try loader.forEachBatch(order: Array(images.indices), batchSize: batchSize) { batch in
        var inputs = batch.images
        if draw > 0 { inputs = pixelNoise.added(to: inputs, draw: draw, images: batch.indices) }
        let latent = try network.evaluate(.whole, inputs)
        for (position, image) in batch.indices.enumerated() {
          let prototypes = own[images[image].classIndex]
          let similarities = layer.similarities(to: latent.slice(position), prototypes: prototypes)
          guard similarities.isFinite else {
            throw RunError.unfit(
              checkpoint: restored.name,
              problem:
                "the similarities to \(images[image].path) are no numbers (NaN or infinite), so no "
                + "part is found; \(restored.nonFiniteText)"
            )
          }
          hits.add(
            similarities,
            of: prototypes,
            imageSize: size,
            places: places[image]
          )
        }
        done += 1
        progress(done, (noise.draws + 1) * batchCount)
      }
      return hits
    }
    return PartScores(hits, annotations.names, imageCount: images.count, imageSize: size)
  }

  /// What the data set's folder says of parts.
  private func annotations(of dataset: Dataset) throws -> PartAnnotations {
    guard let annotations = try PartAnnotations(of: dataset.root) else {
      throw DatasetError(
        dataset: dataset.name,
        problems: [
          "\(dataset.root.path) says nothing of parts; 'protopnet data prepare cub' keeps them in its "
            + "manifest.json, and 'protopnet data synthesize' in its index.json"
        ]
      )
    }
    return annotations
  }
}

extension PartScores {
  /// The scores of hits without noise, which are the first, and under every draw of it.
  fileprivate init(_ hits: [PartHits], _ parts: [String], imageCount: Int, imageSize: Int) {
    func mean(_ shares: [Double]) -> Double { shares.reduce(0, +) / Double(max(shares.count, 1)) }
    // Huang et al.'s.
    let threshold = 0.8
    let shares = hits[0].hitShares
    let counted = shares.compactMap(\.self)
    let consistentCount = counted.count { $0 >= threshold }
    let stabilities = hits.dropFirst().map {
      mean(hits[0].unchangedShares(from: $0).compactMap(\.self))
    }
    self.init(
      parts: parts,
      imageCount: imageCount,
      prototypeCount: counted.count,
      uncountedPrototypeCount: shares.count - counted.count,
      reach: hits[0].reach,
      imageSize: imageSize,
      consistencyThreshold: threshold,
      consistentCount: consistentCount,
      consistency: Double(consistentCount) / Double(max(counted.count, 1)),
      meanHitShare: mean(counted),
      stabilities: stabilities,
      stability: mean(stabilities)
    )
  }
}
