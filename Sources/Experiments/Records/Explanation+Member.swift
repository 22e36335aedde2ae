extension Explanation {
  /// One network's scoring sheet.
  package struct Member: Codable, Equatable, Sendable {
    package var checkpoint: String
    package var architecture: String
    /// The stage that the checkpoint was written after.
    package var stage: String
    /// What the network's prototypes are at that stage.
    package var prototypes: PrototypeState
    package var similarity: Similarity
    /// The one scale of the colours of its activation maps; nil where none were drawn, or each has its own.
    package var scale: Scale?
    /// The prototypes of the class, those with the most points first.
    package var rows: [Row]
    /// The number of prototypes of other classes, and their points together.
    package var otherCount: Int
    package var otherPoints: Double
    /// Those of them that change the logit most, which ``otherCount`` and ``otherPoints`` count too.
    package var others: [Row]
    /// All points: the network's logit of the class.
    package var points: Double
    /// Its part of the class's lead over the mean class; nil where the class has no lead, and for a network
    /// alone.
    package var share: Double?
    /// Why not the class of ``Explanation/against``; nil where there is none.
    package var comparison: Comparison?
    /// The prototypes of any class that the picture resembles most.
    package var nearest: [Row]

    package init(
      checkpoint: String,
      architecture: String,
      stage: String,
      prototypes: PrototypeState = .patches,
      similarity: Similarity = Similarity(),
      scale: Scale? = nil,
      rows: [Row],
      otherCount: Int,
      otherPoints: Double,
      others: [Row] = [],
      points: Double,
      share: Double?,
      comparison: Comparison? = nil,
      nearest: [Row] = []
    ) {
      (self.checkpoint, self.architecture, self.stage) = (checkpoint, architecture, stage)
      (self.prototypes, self.similarity, self.scale) = (prototypes, similarity, scale)
      (self.rows, self.otherCount, self.otherPoints) = (rows, otherCount, otherPoints)
      (self.others, self.points, self.share) = (others, points, share)
      (self.comparison, self.nearest) = (comparison, nearest)
    }
  }

  /// What prototypes are, which says whether "looks like that" can be shown.
  package enum PrototypeState: String, Codable, Sendable {
    /// Latent patches of training pictures, as a projection left them.
    case patches
    /// Trained on since the projection whose patches they were.
    case moved
    /// Free vectors: there was no projection yet.
    case free
  }

  /// What a network's similarities can be.
  package struct Similarity: Codable, Equatable, Sendable {
    package var maximum: Double
    /// Below this a similarity is called weak.
    package var weakBelow: Double

    /// The published function's unless said otherwise.
    package init(maximum: Double = 9.210340371976182, weakBelow: Double = 0.9210340371976182) {
      (self.maximum, self.weakBelow) = (maximum, weakBelow)
    }
  }

  /// The similarities that the ends of the colours stand for, and a picture of them relative to the page.
  package struct Scale: Codable, Equatable, Sendable {
    package var low: Double
    package var high: Double
    package var picture: String

    package init(low: Double, high: Double, picture: String) {
      (self.low, self.high, self.picture) = (low, high, picture)
    }
  }

  /// The points that the explained class and another one get, by prototype.
  package struct Comparison: Codable, Equatable, Sendable {
    /// Those that tell the classes apart most first.
    package var rows: [ComparisonRow]
    /// The number of other prototypes, and what they give to both classes together.
    package var restCount: Int
    package var restPoints: Double
    package var restPointsAgainst: Double

    package init(
      rows: [ComparisonRow],
      restCount: Int,
      restPoints: Double,
      restPointsAgainst: Double
    ) {
      (self.rows, self.restCount) = (rows, restCount)
      (self.restPoints, self.restPointsAgainst) = (restPoints, restPointsAgainst)
    }
  }

  /// What one prototype gives to both classes.
  package struct ComparisonRow: Codable, Equatable, Sendable {
    /// The prototype, with its points for the explained class.
    package var row: Row
    package var weightAgainst: Double
    package var pointsAgainst: Double

    package init(row: Row, weightAgainst: Double, pointsAgainst: Double) {
      (self.row, self.weightAgainst, self.pointsAgainst) = (row, weightAgainst, pointsAgainst)
    }
  }
}
