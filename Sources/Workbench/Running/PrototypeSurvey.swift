import Datasets
import Experiments
import Foundation
import Images
import ProtoPNet
import Tensors

/// Looks at every projected prototype on the image it comes from: box, object mask, pictures.
struct PrototypeSurvey {
  let network: PrototypeNetwork
  let images: [LabelledImage]
  let transform: InputTransform
  /// The run's directory; pictures go to `prototypes/` below it.
  let directory: URL
  /// Pictures are written of the first prototypes, so many; of all for nil.
  let pictureLimit: Int?

  /// What the survey found about one prototype.
  struct Finding {
    let box: PixelBox
    /// Whether the box's centre lies on the object; nil where the image has no mask.
    let isOnObject: Bool?
    /// The picture of the cropped box, relative to the run's directory.
    let picture: String?
  }

  /// Surveys all prototypes, image by image.
  func findings(_ sources: [PrototypeSource]) throws -> [Finding] {
    var findings: [Int: Finding] = [:]
    let byImage = Dictionary(grouping: sources.indices) { sources[$0].imageIndex }
    for (imageIndex, prototypes) in byImage.sorted(by: { $0.key < $1.key }) {
      let image = images[imageIndex]
      let picture = transform.resize(try image.contents.image())
      let mask = try image.mask.map { try GrayImage(contentsOf: $0) }
      let similarities = network.head.prototypeLayer.similarities(
        to: try network.evaluate(.whole, transform.input(of: picture)).slice(0),
        prototypes: prototypes
      )
      for (position, prototype) in prototypes.enumerated() {
        let map = ActivationMap(similarities: similarities.slice(position)) {
          BicubicUpsampling.upsample($0, height: picture.height, width: picture.width)
        }
        findings[prototype] = Finding(
          box: map.box,
          isOnObject: mask.map { Self.isOn($0, map.box, of: picture) },
          picture: prototype < pictureLimit ?? .max ? try write(map, picture, prototype) : nil
        )
      }
    }
    return sources.indices.compactMap { findings[$0] }
  }

  /// Writes the pictures of a projection that is known already.
  func drawPictures(of projection: StageRecord.Projection) throws {
    let indices = Dictionary(
      images.enumerated().map { ($1.path, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let sources = projection.prototypes.prefix(pictureLimit ?? .max).compactMap { prototype in
      indices[prototype.image].map {
        PrototypeSource(
          imageIndex: $0,
          row: prototype.cell[0],
          column: prototype.cell[1],
          squaredDistance: Float(prototype.squaredDistance)
        )
      }
    }
    _ = try findings(sources)
  }

  /// Whether the box's centre lies on the object: a mask's samples are not 0 there.
  private static func isOn(_ mask: GrayImage, _ box: PixelBox, of picture: Image) -> Bool {
    let row = (box.firstRow + box.endRow) / 2 * mask.height / picture.height
    let column = (box.firstColumn + box.endColumn) / 2 * mask.width / picture.width
    return mask.pixels[min(row, mask.height - 1) * mask.width + min(column, mask.width - 1)] != 0
  }

  /// Writes crop, whole image with the box, and overlay; returns the crop's relative path.
  private func write(_ map: ActivationMap, _ picture: Image, _ prototype: Int) throws -> String {
    let (rows, columns) = (
      map.box.firstRow..<map.box.endRow, map.box.firstColumn..<map.box.endColumn
    )
    func path(_ kind: String) -> String { "prototypes/\(prototype)-\(kind).png" }
    try picture.cropped(rows: rows, columns: columns)
      .write(to: directory.appendingPathComponent(path("crop")))
    try picture.drawingBox(rows: rows, columns: columns)
      .write(to: directory.appendingPathComponent(path("box")))
    try picture.overlay(heat: map.upsampled)
      .write(to: directory.appendingPathComponent(path("overlay")))
    return path("crop")
  }
}

extension StageRecord.Projection {
  /// The record of a projection, with what a survey of the prototypes found.
  init(_ projection: Projection, _ findings: [PrototypeSurvey.Finding], images: [LabelledImage]) {
    let count = Double(projection.sources.count)
    let onObject = findings.compactMap(\.isOnObject)
    self.init(
      meanShift: projection.shifts.reduce(0, +) / count,
      meanSquaredDistance: projection.sources.reduce(0) { $0 + Double($1.squaredDistance) } / count,
      duplicateCount: projection.duplicates.reduce(0) { $0 + $1.count - 1 },
      onObjectShare: onObject.isEmpty
        ? nil : Double(onObject.count { $0 }) / Double(onObject.count),
      prototypes: zip(projection.sources, findings).enumerated().map { index, pair in
        let (source, finding) = pair
        return StageRecord.Prototype(
          index: index,
          classIndex: projection.prototypeClass[index],
          image: images[source.imageIndex].path,
          cell: [source.row, source.column],
          box: [
            finding.box.firstRow, finding.box.endRow, finding.box.firstColumn,
            finding.box.endColumn,
          ],
          squaredDistance: Double(source.squaredDistance),
          picture: finding.picture
        )
      }
    )
  }
}
