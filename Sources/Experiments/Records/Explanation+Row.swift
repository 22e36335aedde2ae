extension Explanation {
  /// What one prototype contributes.
  package struct Row: Codable, Equatable, Sendable {
    /// The prototype's index in its network, 0-based, and its class.
    package var prototype: Int
    package var className: String?
    package var similarity: Double
    package var weight: Double
    /// Similarity × weight.
    package var points: Double
    /// Row and column of the picture's most similar latent patch.
    package var cell: [Int]
    /// The training image that the prototype is a patch of; nil before the first projection.
    package var source: String?
    /// The annotated parts that the prototype's box in that image shows; nil where the image or what it shows
    /// is not known.
    package var shows: [String]?
    /// The box around the part of the picture, as shares of its height and width: top, bottom, left, right.
    package var box: [Double]?
    /// The part's number on the picture of the page.
    package var number: Int?
    package var pictures: Pictures?
    /// The network's logit of the class where the box is hidden.
    package var hidden: Hidden?
    /// Why this is weaker evidence than it looks.
    package var warnings: [Warning]

    package init(
      prototype: Int,
      className: String? = nil,
      similarity: Double,
      weight: Double,
      points: Double,
      cell: [Int],
      source: String?,
      shows: [String]? = nil,
      box: [Double]? = nil,
      number: Int? = nil,
      pictures: Pictures? = nil,
      hidden: Hidden? = nil,
      warnings: [Warning] = []
    ) {
      (self.prototype, self.className) = (prototype, className)
      (self.similarity, self.weight, self.points) = (similarity, weight, points)
      (self.cell, self.source, self.shows) = (cell, source, shows)
      (self.box, self.number) = (box, number)
      (self.pictures, self.hidden, self.warnings) = (pictures, hidden, warnings)
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

  /// A reason to believe a row less, in words.
  package struct Warning: Codable, Equatable, Sendable {
    package var kind: Kind
    package var text: String

    package enum Kind: String, Codable, Sendable {
      /// The picture hardly resembles the prototype.
      case weakSimilarity
      /// Another prototype is equal, so that one resemblance counts twice.
      case duplicate
      /// The prototype's training patch shows no part of the object.
      case background
      /// The weight alone makes the contribution large.
      case extremeWeight
    }

    package init(_ kind: Kind, _ text: String) { (self.kind, self.text) = (kind, text) }
  }
}
