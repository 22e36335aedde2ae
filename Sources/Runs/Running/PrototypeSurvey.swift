package import Datasets
package import Experiments
import Files
import Foundation
package import Images
package import Networks
package import ProtoPNet
import Tensors

/// Looks at every projected prototype on the image it comes from: box, object mask, pictures.
package struct PrototypeSurvey {
  let network: PrototypeNetwork
  /// The prototypes that boxes and heat maps are of.
  let layer: PrototypeLayer
  let images: [LabelledImage]
  let transform: InputTransform
  /// The run that pictures are written to.
  let directory: RunDirectory
  /// Pictures are written of the first prototypes, so many; of all for nil.
  let pictureLimit: Int?

  package init(
    network: PrototypeNetwork,
    layer: PrototypeLayer,
    images: [LabelledImage],
    transform: InputTransform,
    directory: RunDirectory,
    pictureLimit: Int?
  ) {
    (self.network, self.layer) = (network, layer)
    (self.images, self.transform) = (images, transform)
    (self.directory, self.pictureLimit) = (directory, pictureLimit)
  }

  /// What the survey found about one prototype.
  package struct Finding {
    /// Where the prototype comes from; the image's digest is not looked up.
    package let source: PrototypeSource
    /// Whether the box's centre lies on the object; nil where the image has no mask.
    package let isOnObject: Bool?
    /// The picture of the cropped box, relative to the run's directory, and the digest of all three.
    package let picture: (path: String, digest: String)?
  }

  /// Surveys all prototypes, image by image, from where `progress` says that an earlier start ended.
  ///
  /// - Throws: `ImageError` for unreadable images and masks and unwritable pictures, `NetworkError`
  ///   where the network cannot be compiled, `ProtoPNetError` where similarities are no numbers,
  ///   `SavedStateError` for the state of something else, and what pausing throws.
  package func findings(
    _ patches: [NearestPatch],
    _ progress: StageProgress = StageProgress()
  ) throws -> [Finding] {
    let part = "pictures of prototypes"
    var found = SurveyState(prototypeCount: patches.count)
    if let earlier = progress.earlierState(of: part) { try found.restore(earlier) }
    let byImage = Dictionary(grouping: patches.indices) { patches[$0].imageIndex }
    for (imageIndex, prototypes) in byImage.sorted(by: { $0.key < $1.key })
    where !prototypes.allSatisfy(found.has) {
      let image = images[imageIndex]
      let picture = transform.resize(try image.contents.image(gray16: transform.gray16))
      let mask = try image.mask.map { GrayImage(luminanceOf: try $0.image()) }
      let similarities = layer.similarities(
        to: try network.evaluate(.whole, transform.input(of: picture)).slice(0),
        prototypes: prototypes
      )
      guard similarities.isFinite else { throw ProtoPNetError.latentMapsNotFinite(prototypes) }
      for (position, prototype) in prototypes.enumerated() {
        let map = ActivationMap(similarities: similarities.slice(position)) {
          BicubicUpsampling.upsample($0, height: picture.height, width: picture.width)
        }
        found.add(
          prototype,
          box: map.box,
          isOnObject: mask.map { Self.isOn($0, map.box, of: picture) }
        )
        if isPictured(prototype) { try write(map, picture, prototype) }
      }
      try progress.mayPause(in: part, at: "\(part), \(found.count) of \(patches.count)") {
        found.saved
      }
    }
    progress.finish(part) { [found] in found.saved }
    return try patches.enumerated().map { prototype, patch in
      Finding(
        source: PrototypeSource(
          image: images[patch.imageIndex].path,
          imageDigest: nil,
          row: patch.row,
          column: patch.column,
          box: found.box(of: prototype),
          squaredDistance: patch.squaredDistance
        ),
        isOnObject: found.isOnObject(prototype),
        picture: isPictured(prototype)
          ? (
            path: RunDirectory.Picture.crop.path(ofPrototype: prototype),
            digest: try directory.picturesDigest(ofPrototype: prototype)
          ) : nil
      )
    }
  }

  private func isPictured(_ prototype: Int) -> Bool { prototype < pictureLimit ?? .max }

  /// Writes the pictures of a projection that is known already.
  ///
  /// - Throws: As ``findings(_:)``.
  func drawPictures(of projection: StageRecord.Projection) throws {
    let indices = Dictionary(
      images.enumerated().map { (ByteName($1.path), $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let patches = projection.prototypes.prefix(pictureLimit ?? .max).compactMap { prototype in
      indices[ByteName(prototype.source.image)].map {
        NearestPatch(prototype.source, imageIndex: $0)
      }
    }
    _ = try findings(patches)
  }

  /// Whether the box's centre lies on the object: a mask's samples are not 0 there.
  private static func isOn(_ mask: GrayImage, _ box: PixelBox, of picture: Image) -> Bool {
    let row = (box.firstRow + box.endRow) / 2 * mask.height / picture.height
    let column = (box.firstColumn + box.endColumn) / 2 * mask.width / picture.width
    return mask.pixels[min(row, mask.height - 1) * mask.width + min(column, mask.width - 1)] != 0
  }

  /// Writes crop, whole image with the box, and overlay.
  private func write(_ map: ActivationMap, _ picture: Image, _ prototype: Int) throws {
    let (rows, columns) = (map.box.rows, map.box.columns)
    for kind in RunDirectory.Picture.allCases {
      let drawn =
        switch kind {
        case .crop: picture.cropped(rows: rows, columns: columns)
        case .box: picture.drawingBox(rows: rows, columns: columns)
        case .overlay: picture.overlay(heat: map.upsampled)
        }
      try drawn.write(to: directory.file(kind.path(ofPrototype: prototype)))
    }
  }
}

extension NearestPatch {
  /// A known source as a patch of a set of images.
  package init(_ source: PrototypeSource, imageIndex: Int) {
    self.init(
      imageIndex: imageIndex,
      row: source.row,
      column: source.column,
      squaredDistance: source.squaredDistance
    )
  }
}

extension StageRecord.Projection {
  /// The record of a projection, with what a survey of the prototypes found.
  init(_ projection: Projection, _ findings: [PrototypeSurvey.Finding]) {
    let count = Double(projection.sources.count)
    let onObject = findings.compactMap(\.isOnObject)
    self.init(
      meanShift: projection.shifts.reduce(0, +) / count,
      meanSquaredDistance: projection.sources.reduce(0) { $0 + Double($1.squaredDistance) } / count,
      duplicateCount: projection.duplicates.reduce(0) { $0 + $1.count - 1 },
      onObjectShare: onObject.isEmpty
        ? nil : Double(onObject.count { $0 }) / Double(onObject.count),
      prototypes: findings.enumerated().map { index, finding in
        StageRecord.Prototype(
          index: index,
          classIndex: projection.prototypeClass[index],
          source: finding.source,
          picture: finding.picture?.path,
          pictureDigest: finding.picture?.digest
        )
      }
    )
  }
}
