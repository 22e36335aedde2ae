/// Why networks say that a picture is of a class: the scoring sheet of each, side by side.
///
/// The networks' logits add up to the ensemble's; a single network is an ensemble of one.
package struct Explanation: Codable, Equatable, Sendable {
  /// The picture's file.
  package var image: String
  /// The picture as a page shows it, relative to the page; nil where no pictures were written.
  package var picture: String?
  /// The class that is explained, and whether it is the one the networks predict.
  package var className: String
  package var isPredicted: Bool
  /// The sum of the networks' logits of the class.
  package var logit: Double
  /// The classes with the largest logits, and the explained one, by descending logit.
  package var classes: [ClassLogits]
  package var members: [Member]

  /// What all networks say of one class.
  package struct ClassLogits: Codable, Equatable, Sendable {
    package var name: String
    /// The logits of the members, in their order.
    package var memberLogits: [Double]
    package var logit: Double

    package init(name: String, memberLogits: [Double], logit: Double) {
      (self.name, self.memberLogits, self.logit) = (name, memberLogits, logit)
    }
  }

  /// One network's scoring sheet.
  package struct Member: Codable, Equatable, Sendable {
    package var checkpoint: String
    package var architecture: String
    /// The stage that the checkpoint was written after.
    package var stage: String
    /// The prototypes of the class, those with the most points first.
    package var rows: [Row]
    /// The number of prototypes of other classes, and their points together.
    package var otherCount: Int
    package var otherPoints: Double
    /// All points: the network's logit of the class.
    package var points: Double
    /// Its part of the class's lead over the mean class; nil where the class has no lead.
    package var share: Double?

    package init(
      checkpoint: String,
      architecture: String,
      stage: String,
      rows: [Row],
      otherCount: Int,
      otherPoints: Double,
      points: Double,
      share: Double?
    ) {
      (self.checkpoint, self.architecture, self.stage) = (checkpoint, architecture, stage)
      (self.rows, self.otherCount, self.otherPoints) = (rows, otherCount, otherPoints)
      (self.points, self.share) = (points, share)
    }
  }

  /// What one prototype contributes.
  package struct Row: Codable, Equatable, Sendable {
    /// The prototype's index in its network, 0-based.
    package var prototype: Int
    package var similarity: Double
    package var weight: Double
    /// Similarity × weight.
    package var points: Double
    /// Row and column of the picture's most similar latent patch.
    package var cell: [Int]
    /// The training image that the prototype is a patch of; nil before the first projection.
    package var source: String?
    package var pictures: Pictures?

    package init(
      prototype: Int,
      similarity: Double,
      weight: Double,
      points: Double,
      cell: [Int],
      source: String?,
      pictures: Pictures? = nil
    ) {
      (self.prototype, self.similarity, self.weight) = (prototype, similarity, weight)
      (self.points, self.cell, self.source, self.pictures) = (points, cell, source, pictures)
    }
  }

  /// The pictures of one row, relative to the page.
  package struct Pictures: Codable, Equatable, Sendable {
    /// The picture with a box around what resembles the prototype, and where the prototype is active.
    package var box: String
    package var activation: String
    /// The prototype, and its training image with a box around it; nil where the image was not found.
    package var prototype: String?
    package var source: String?

    package init(box: String, activation: String, prototype: String?, source: String?) {
      (self.box, self.activation) = (box, activation)
      (self.prototype, self.source) = (prototype, source)
    }
  }

  package init(
    image: String,
    picture: String?,
    className: String,
    isPredicted: Bool,
    logit: Double,
    classes: [ClassLogits],
    members: [Member]
  ) {
    (self.image, self.picture, self.className) = (image, picture, className)
    (self.isPredicted, self.logit) = (isPredicted, logit)
    (self.classes, self.members) = (classes, members)
  }
}
