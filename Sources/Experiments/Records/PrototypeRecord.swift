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
      let fields = try decoder.container(keyedBy: RecordKey.self)
      index = try fields.value("index")
      classIndex = try fields.value("classIndex")
      let cell = try fields.list("cell", count: 2)
      let box = try fields.list("box", count: 4)
      guard box[0] <= box[1], box[2] <= box[3] else {
        throw DecodingError.dataCorruptedError(
          forKey: RecordKey("box"),
          in: fields,
          debugDescription: "a box \(box) that ends before it begins"
        )
      }
      let distance: Double = try fields.value("squaredDistance")
      source = PrototypeSource(
        image: try fields.value("image"),
        imageDigest: nil,
        row: cell[0],
        column: cell[1],
        box: PixelBox(firstRow: box[0], endRow: box[1], firstColumn: box[2], endColumn: box[3]),
        squaredDistance: Float(distance)
      )
      picture = try fields.valueIfPresent("picture")
      pictureDigest = try fields.valueIfPresent("pictureDigest")
    }

    package func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: RecordKey.self)
      try fields.set("index", index)
      try fields.set("classIndex", classIndex)
      try fields.set("image", source.image)
      try fields.set("cell", [source.row, source.column])
      try fields.set("box", source.box.bounds)
      try fields.set("squaredDistance", Double(source.squaredDistance))
      try fields.set("picture", picture)
      try fields.set("pictureDigest", pictureDigest)
    }
  }
}

extension KeyedDecodingContainer where Key == RecordKey {
  /// A list of whole numbers of a given length.
  fileprivate func list(_ name: String, count: Int) throws -> [Int] {
    let numbers: [Int] = try value(name)
    guard numbers.count == count else {
      throw DecodingError.dataCorruptedError(
        forKey: RecordKey(name),
        in: self,
        debugDescription: "\(numbers.count) numbers and not \(count)"
      )
    }
    return numbers
  }
}
