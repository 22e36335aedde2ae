import Checkpoints
import Experiments
import Foundation
import Images
import Networks
import ProtoPNet
import Runs
import Tensors

/// One ProtoPNet of an ensemble that explains what it says of a picture.
struct ExplainedNetwork {
  let restored: RestoredNetwork
  private let network: PrototypeNetwork

  /// Reads a checkpoint.
  ///
  /// - Throws: As ``RestoredNetwork/init(contentsOf:allowingNonFinite:)``, and ``RunError`` for a baseline.
  init(checkpoint: URL, allowingNonFinite: Bool) throws {
    restored = try RestoredNetwork(contentsOf: checkpoint, allowingNonFinite: allowingNonFinite)
    guard case .protopnet(let network) = restored.network else {
      throw RunError.unfit(
        checkpoint: restored.name,
        problem: "holds a baseline, which has no prototypes to explain anything with"
      )
    }
    self.network = network
  }

  /// What the network makes of one picture.
  struct Reading {
    /// The picture at the network's size.
    let picture: Image
    /// [1, D, H, W].
    let latent: Tensor
    let output: PrototypeHead.Output
  }

  func read(_ image: Image) throws -> Reading {
    let transform = restored.transform
    let picture = transform.resize(image)
    let latent = try network.evaluate(.whole, transform.input(of: picture))
    return Reading(picture: picture, latent: latent, output: network.head.forward(latent))
  }

  /// Where the pictures of a sheet go, and the training images that prototypes are cut from.
  struct Drawing {
    let folder: PictureFolder
    let trainingImages: TrainingImages
  }

  /// The network's scoring sheet of a class, with its pictures if they are asked for.
  ///
  /// `number` is the network's place in the ensemble, from 1, which files carry.
  ///
  /// - Throws: Only where pictures are asked for: `ImageError` for unreadable and unwritable ones,
  ///   `DatasetError` where a named data set has not all training images, and what reading files
  ///   throws.
  func member(
    _ reading: Reading,
    of classIndex: Int,
    share: Double,
    number: Int,
    drawing: Drawing?
  ) throws -> Explanation.Member {
    let sheet = ScoringSheet(
      of: classIndex,
      similarities: reading.output.similarities.slice(0),
      in: network.head
    )
    let pictures = try drawing.map { try draw(sheet, reading, number, $0) }
    let distances = reading.output.minimumDistances
    let prototypes = network.head.prototypeLayer.prototypes
    let mapWidth = reading.latent.shape[3] - prototypes.shape[3] + 1
    let rows = sheet.rows.enumerated().map { place, row in
      let cell = Int(distances.cells[row.prototype])
      return Explanation.Row(
        prototype: row.prototype,
        similarity: Double(row.similarity),
        weight: Double(row.weight),
        points: row.points,
        cell: [cell / mapWidth, cell % mapWidth],
        source: restored.sources?[row.prototype].image,
        pictures: pictures?[place]
      )
    }
    return Explanation.Member(
      checkpoint: restored.name,
      architecture: restored.metadata.architecture,
      stage: restored.metadata.stage,
      rows: rows,
      otherCount: sheet.otherCount,
      otherPoints: sheet.otherPoints,
      points: sheet.total,
      share: share.isFinite ? share : nil
    )
  }

  /// Draws the pictures of each row of a sheet.
  private func draw(
    _ sheet: ScoringSheet,
    _ reading: Reading,
    _ number: Int,
    _ drawing: Drawing
  ) throws -> [Explanation.Pictures] {
    let picture = reading.picture
    let maps = network.head.prototypeLayer.similarities(
      to: reading.latent,
      prototypes: sheet.rows.map(\.prototype)
    )
    return try sheet.rows.enumerated().map { place, row in
      let map = ActivationMap(
        similarities: maps.slice(place),
        imageHeight: picture.height,
        imageWidth: picture.width
      )
      func write(_ picture: Image, _ kind: String) throws -> String {
        try drawing.folder.write(picture, "\(number)-\(row.prototype)-\(kind)")
      }
      let box = picture.drawingBox(rows: map.box.rows, columns: map.box.columns)
      let source = restored.sources?[row.prototype]
      let original = try source.flatMap {
        try drawing.trainingImages.image(of: $0, gray16: restored.transform.gray16)
      }
      .map(restored.transform.resize)
      var pictures = Explanation.Pictures(
        box: try write(box, "box"),
        activation: try write(picture.overlay(heat: map.upsampled), "activation"),
        prototype: nil,
        source: nil
      )
      if let source, let original {
        let (rows, columns) = (source.box.rows, source.box.columns)
        pictures.prototype = try write(original.cropped(rows: rows, columns: columns), "prototype")
        pictures.source = try write(original.drawingBox(rows: rows, columns: columns), "source")
      }
      return pictures
    }
  }
}
