import Checkpoints
import Networks
import Datasets
package import Experiments
import Files
package import Foundation
import Images
import ProtoPNet
import Runs
import Tensors

/// Finds the training and test pictures that are nearest to every prototype of a network.
///
/// Source: paper, Fig. 5 (b); global_analysis.py.
package struct PrototypeNeighbors {
  private let member: ExplainedNetwork

  /// - Throws: As ``EnsembleExplainer/init(checkpoints:allowingNonFinite:)``.
  package init(checkpoint: URL, allowingNonFinite: Bool = false) throws {
    member = try ExplainedNetwork(checkpoint: checkpoint, allowingNonFinite: allowingNonFinite)
  }

  /// Searches the training and the test part, as the experiment calls them, of a data set's folder.
  ///
  /// With a folder, the pictures go to `pictures/` in it.
  /// - Throws: `DatasetError` for a folder without a part or of other classes, `ImageError` for pictures
  ///   that cannot be read or written, ``RunError`` for distances that are no numbers.
  package func neighborhoods(
    in dataset: URL,
    count: Int,
    picturesBesidePagesIn folder: URL? = nil,
    progress: (_ what: String, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
  ) throws -> PrototypeNeighborhoods {
    let (layer, classNames) = (member.layer, member.restored.metadata.classNames)
    let data = member.restored.experiment.data
    let names = [data.projection ?? data.train, data.test]
    var result = PrototypeNeighborhoods(
      checkpoint: member.restored.name,
      architecture: member.restored.metadata.architecture,
      stage: member.restored.metadata.stage,
      nearestCount: count,
      parts: [],
      prototypes: layer.prototypeClass.enumerated().map { index, label in
        .init(
          index: index,
          className: classNames[label],
          source: member.restored.sources?[index].image,
          nearest: []
        )
      }
    )
    for name in names {
      let set = try ImageFolder.load(dataset.appending(path: name), classNames: classNames)
      let images = set.test.images
      let found = try search(images, count: count) { progress(name, $0, $1) }
      result.parts.append(.init(name: name, imageCount: images.count))
      let similarities = found.neighbors.map { neighbors in
        layer.similarities(
          at: Tensor(neighbors.map(\.squaredDistance), shape: [neighbors.count])
        ).values
      }
      for prototype in layer.prototypeClass.indices {
        let width = found.mapWidth
        result.prototypes[prototype].nearest.append(
          found.neighbors[prototype].enumerated().map { place, neighbor in
            .init(
              image: images[neighbor.imageIndex].path,
              className: classNames[neighbor.label],
              squaredDistance: Double(neighbor.squaredDistance),
              similarity: Double(similarities[prototype][place]),
              cell: [neighbor.cell / width, neighbor.cell % width]
            )
          }
        )
      }
      if let folder { try draw(found, images, name, folder, &result) }
    }
    return result
  }

  /// The nearest pictures of every prototype, and the width of the latent maps.
  private struct Found {
    let neighbors: [[NearestImages.Neighbor]]
    let mapWidth: Int
  }

  private func search(
    _ images: [LabelledImage],
    count: Int,
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws -> Found {
    let size = CheckpointEvaluator.batchSize
    let loader = ImageLoader(images: images, transform: member.restored.transform)
    var nearest = NearestImages(count: count, prototypeCount: member.layer.prototypeCount)
    var (done, width) = (0, 1)
    try loader.forEachBatch(order: Array(images.indices), batchSize: size) { batch in
      let latent = try member.network.evaluate(.whole, batch.images)
      width = latent.shape[3] - member.layer.prototypes.shape[3] + 1
      let distances = member.layer.forward(latent)
      guard distances.values.isFinite else {
        throw RunError.unfit(
          checkpoint: member.restored.name,
          problem: "distances to prototypes are no numbers (NaN or infinite); "
            + member.restored.nonFiniteText
        )
      }
      nearest.consider(
        distances,
        labels: batch.indices.map { images[$0].classIndex },
        firstImageIndex: done
      )
      done += batch.indices.count
      progress(done, images.count)
    }
    return Found(neighbors: nearest.neighbors, mapWidth: width)
  }

  /// Draws every neighbour with a box around where the prototype finds itself, picture by picture.
  private func draw(
    _ found: Found,
    _ images: [LabelledImage],
    _ part: String,
    _ folder: URL,
    _ result: inout PrototypeNeighborhoods
  ) throws {
    let pictures = folder.appending(path: "pictures")
    do {
      try Folder.make(pictures)
    } catch {
      throw RunError.unwritable(error)
    }
    var wanted: [Int: [(prototype: Int, place: Int)]] = [:]
    for (prototype, neighbors) in found.neighbors.enumerated() {
      for (place, neighbor) in neighbors.enumerated() {
        wanted[neighbor.imageIndex, default: []].append((prototype, place))
      }
    }
    let partIndex = result.parts.count - 1
    for (imageIndex, uses) in wanted.sorted(by: { $0.key < $1.key }) {
      let image = try images[imageIndex].contents.image(gray16: member.restored.transform.gray16)
      let reading = try member.read(image)
      let maps = try member.maps(of: uses.map(\.prototype), in: reading)
      for (use, map) in zip(uses, maps) {
        let path = "pictures/\(partIndex)-\(use.prototype)-\(use.place).jpg"
        try reading.picture.drawingBox(rows: map.box.rows, columns: map.box.columns)
          .write(to: folder.appending(path: path))
        result.prototypes[use.prototype].nearest[partIndex][use.place].picture = path
      }
    }
  }
}
