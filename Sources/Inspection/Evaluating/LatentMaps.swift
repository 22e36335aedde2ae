import Checkpoints
package import Foundation
import Images
import Networks
import ProtoPNet
import Runs
import Tensors

/// What a ProtoPNet makes of pictures before it classifies them, picture by picture.
struct LatentMaps {
  /// [N, D, H, W].
  private(set) var maps: Tensor
  /// [N, P].
  private(set) var similarities: Tensor
  /// The nearest patch's cell, row · W' + column, in N·P order.
  private(set) var cells: [Int32] = []
  private var count = 0

  init(count: Int, mapShape: Shape, prototypeCount: Int) {
    // Pages that no map was written to yet take no memory.
    maps = Tensor(filling: Shape([count] + mapShape.dimensions)) { _ in }
    similarities = Tensor(filling: [count, prototypeCount]) { _ in }
  }

  /// Adds those of the next batch, [n, D, H, W].
  mutating func add(_ latent: Tensor?, _ output: PrototypeHead.Output) {
    guard let latent else { return }
    copy(latent, to: &maps)
    copy(output.similarities, to: &similarities)
    cells += output.minimumDistances.cells
    count += latent.shape[0]
  }

  /// Copies rows [n, …] behind those that are there.
  private func copy(_ rows: Tensor, to all: inout Tensor) {
    let first = count * (all.count / all.shape[0])
    all.withMutableValues { all in
      rows.withValues { rows in
        for index in rows.indices { all[first + index] = rows[index] }
      }
    }
  }
}

extension CheckpointEvaluator {
  /// Room for what lies before the logits of so many pictures.
  ///
  /// - Throws: ``RunError`` for a baseline and where the room is not there, and `NetworkError` where the
  ///   network does not fit its pictures.
  func roomForLatents(of count: Int) throws -> LatentMaps {
    guard case .protopnet(let network) = restored.network else {
      throw RunError.unfit(
        checkpoint: restored.name,
        problem: "holds a baseline, which has no prototypes and so no latent maps"
      )
    }
    let (graph, size) = (network.graph(.whole), restored.transform.imageSize)
    let shape = try graph.shapes(input: [1, graph.inputChannels, size, size])[graph.output]
    let bytes = count * shape.count * MemoryLayout<Float>.size
    if let shortage = MemoryShortage("keeping the latent maps of \(count) pictures", needs: bytes) {
      throw RunError.memory("\(shortage)")
    }
    return LatentMaps(
      count: count,
      mapShape: Shape(Array(shape.dimensions.dropFirst())),
      prototypeCount: network.head.prototypeLayer.prototypeCount
    )
  }
}

extension Predictions {
  /// Writes an HDF5 file of all that lies between pictures and classes, for one ProtoPNet.
  ///
  /// `/latents` [N, D, H, W], `/minimum_squared_distances`, `/nearest_cells` and `/similarities` [N, P],
  /// `/logits` [N, K], `/images` and `/labels` [N]; every dataset says what it is.
  ///
  /// - Throws: `CheckpointError` where the file cannot be written, ``RunError`` where latent maps were not
  ///   kept.
  package func writeLatents(to file: URL) throws {
    guard let latents, let distances = minimumSquaredDistances else {
      throw RunError.unfit(
        checkpoint: checkpoint,
        problem: "latent maps are kept of one checkpoint at a time; name one"
      )
    }
    try TensorFile.write(
      to: file,
      attributes: [
        "format": .text("protopnet-latents"), "format_version": .integer(1),
        "checkpoint": .text(checkpoint), "stage": .text(stage), "class_names": .texts(classNames),
      ],
      datasets: [
        "/images": .texts(images),
        "/labels": .integers(labels, shape: [labels.count]),
        "/latents": .floats(latents.maps),
        "/logits": .floats(logits),
        "/minimum_squared_distances": .floats(distances),
        "/nearest_cells": .integers(latents.cells.map(Int.init), shape: distances.shape),
        "/similarities": .floats(latents.similarities),
      ],
      notes: Self.notes.mapValues(\.attributes)
    )
  }

  private static let notes = [
    "/images": DatasetNote("picture", "path below the folder", "the pictures' names"),
    "/labels": DatasetNote("picture", "index of class_names", "the pictures' classes"),
    "/latents": DatasetNote(
      "picture, channel, row, column",
      "as the add-on layers give them",
      "the latent maps f(x)"
    ),
    "/logits": DatasetNote(
      "picture, class",
      "logit",
      "the sum over prototypes of similarity times weight"
    ),
    "/minimum_squared_distances": DatasetNote(
      "picture, prototype",
      "squared Euclidean distance of latent patches",
      "how near each prototype's nearest patch is"
    ),
    "/nearest_cells": DatasetNote(
      "picture, prototype",
      "row times width of the map, plus column",
      "the cell of the nearest patch"
    ),
    "/similarities": DatasetNote(
      "picture, prototype",
      "similarity",
      "the similarity at the minimum distance"
    ),
  ]
}
