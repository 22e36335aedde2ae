/// The pictures whose patches are nearest to each prototype of a network, of any class.
///
/// Source: paper, Fig. 5 (b).
package struct PrototypeNeighborhoods: Codable, Equatable, Sendable {
  package var checkpoint: String
  package var architecture: String
  package var stage: String
  /// The pictures that were looked for, by part; a picture counts once, with its nearest patch.
  package var nearestCount: Int
  package var parts: [Part]
  package var prototypes: [Prototype]

  package init(
    checkpoint: String,
    architecture: String,
    stage: String,
    nearestCount: Int,
    parts: [Part],
    prototypes: [Prototype]
  ) {
    (self.checkpoint, self.architecture, self.stage) = (checkpoint, architecture, stage)
    (self.nearestCount, self.parts, self.prototypes) = (nearestCount, parts, prototypes)
  }

  /// A part of the data set that was searched.
  package struct Part: Codable, Equatable, Sendable {
    package var name: String
    package var imageCount: Int

    package init(name: String, imageCount: Int) {
      (self.name, self.imageCount) = (name, imageCount)
    }
  }

  package struct Prototype: Codable, Equatable, Sendable {
    /// The index in its network, 0-based.
    package var index: Int
    package var className: String
    /// The training image that it is a patch of; nil before the first projection.
    package var source: String?
    /// The nearest pictures of each part, in the order of ``PrototypeNeighborhoods/parts``, nearest first.
    package var nearest: [[Neighbor]]

    package init(index: Int, className: String, source: String?, nearest: [[Neighbor]]) {
      (self.index, self.className) = (index, className)
      (self.source, self.nearest) = (source, nearest)
    }
  }

  package struct Neighbor: Codable, Equatable, Sendable {
    package var image: String
    package var className: String
    package var squaredDistance: Double
    package var similarity: Double
    /// Row and column of the nearest latent patch.
    package var cell: [Int]
    /// The picture with a box around that patch, relative to the pages; nil where none was written.
    package var picture: String?

    package init(
      image: String,
      className: String,
      squaredDistance: Double,
      similarity: Double,
      cell: [Int],
      picture: String? = nil
    ) {
      (self.image, self.className) = (image, className)
      (self.squaredDistance, self.similarity) = (squaredDistance, similarity)
      (self.cell, self.picture) = (cell, picture)
    }
  }
}
