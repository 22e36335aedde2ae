package import Networks

extension StageRecord {
  /// What a projection found.
  package struct Projection: Codable, Equatable, Sendable {
    /// Mean of ‖after − before‖ over the prototypes.
    package var meanShift: Double
    /// Mean squared distance from a prototype to the patch it became.
    package var meanSquaredDistance: Double
    /// Prototypes that landed on a patch (image and cell) another one landed on first.
    package var duplicateCount: Int
    /// The share whose high-activation box is centred on the object, where the data have masks.
    package var onObjectShare: Double?
    package var prototypes: [Prototype]

    package init(
      meanShift: Double,
      meanSquaredDistance: Double,
      duplicateCount: Int,
      onObjectShare: Double?,
      prototypes: [Prototype]
    ) {
      (self.meanShift, self.meanSquaredDistance) = (meanShift, meanSquaredDistance)
      (self.duplicateCount, self.onObjectShare) = (duplicateCount, onObjectShare)
      self.prototypes = prototypes
    }
  }

  /// One prototype after a projection.
  package struct Prototype: Codable, Equatable, Sendable {
    package var index: Int
    package var classIndex: Int
    /// Where it comes from; the image's digest is in the checkpoint.
    package var source: PrototypeSource
    /// The prototype's picture, relative to the run directory, where it was written.
    package var picture: String?
    /// The SHA-256 of crop, box and overlay, one file's bytes after the other's; nil where none were
    /// written, and in records of earlier versions.
    package var pictureDigest: String?

    package init(
      index: Int,
      classIndex: Int,
      source: PrototypeSource,
      picture: String?,
      pictureDigest: String? = nil
    ) {
      (self.index, self.classIndex, self.picture) = (index, classIndex, picture)
      self.pictureDigest = pictureDigest
      self.source = source
      self.source.imageDigest = nil
    }

    package init(from decoder: any Decoder) throws {
      let fields = try Fields(from: decoder)
      func require(_ holds: Bool, _ name: String, _ reason: String) throws {
        guard !holds else { return }
        let path = decoder.codingPath + [RecordKey(name)]
        throw DecodingError.dataCorrupted(.init(codingPath: path, debugDescription: reason))
      }
      let (cell, box) = (fields.cell, fields.box)
      try require(cell.count == 2, "cell", "\(cell.count) numbers and not 2")
      try require(box.count == 4, "box", "\(box.count) numbers and not 4")
      try require(
        box[0] <= box[1] && box[2] <= box[3],
        "box",
        "a box \(box) that ends before it begins"
      )
      source = PrototypeSource(
        image: fields.image,
        imageDigest: nil,
        row: cell[0],
        column: cell[1],
        box: PixelBox(firstRow: box[0], endRow: box[1], firstColumn: box[2], endColumn: box[3]),
        squaredDistance: Float(fields.squaredDistance)
      )
      (index, classIndex) = (fields.index, fields.classIndex)
      (picture, pictureDigest) = (fields.picture, fields.pictureDigest)
    }

    package func encode(to encoder: any Encoder) throws {
      try Fields(
        index: index,
        classIndex: classIndex,
        image: source.image,
        cell: [source.row, source.column],
        box: source.box.bounds,
        squaredDistance: Double(source.squaredDistance),
        picture: picture,
        pictureDigest: pictureDigest
      )
      .encode(to: encoder)
    }

    /// As a record has it.
    private struct Fields: Codable {
      let index, classIndex: Int
      let image: String
      let cell, box: [Int]
      let squaredDistance: Double
      let picture, pictureDigest: String?
    }
  }
}

extension StageRecord.Prototype: RecordStandIn {
  static var standIn: any Decodable.Type { Fields.self }
}
