extension StageRecord {
  /// What was measured of the prototypes after a stage.
  package struct PrototypeMetrics: Codable, Equatable, Sendable {
    package var cards: [MetricCard]
    /// One for each prototype that the network has after the stage, in order.
    package var prototypes: [Prototype]

    /// What one prototype looks at, over the pictures of its class.
    package struct Prototype: Codable, Equatable, Sendable {
      package var imageCount: Int
      /// The part that its peak lies on most often, and in which share of the pictures.
      package var part: String?
      package var partShare: Double?
      /// The share of pictures in which its peak is beside the object; nil without masks.
      package var backgroundShare: Double?
      package var purity: Double?
      package var purityPart: String?
      /// The place of an earlier prototype that it is equal to.
      package var duplicateOf: Int?

      package init(
        imageCount: Int,
        part: String?,
        partShare: Double?,
        backgroundShare: Double?,
        purity: Double?,
        purityPart: String?,
        duplicateOf: Int?
      ) {
        (self.imageCount, self.part, self.partShare) = (imageCount, part, partShare)
        (self.backgroundShare, self.purity) = (backgroundShare, purity)
        (self.purityPart, self.duplicateOf) = (purityPart, duplicateOf)
      }
    }

    package init(cards: [MetricCard], prototypes: [Prototype]) {
      (self.cards, self.prototypes) = (cards, prototypes)
    }
  }
}

/// A few words about a prototype for the side of its picture.
package enum PrototypeBadge: Equatable, Sendable {
  /// The part that its peak lies on, and in which share of the pictures of its class.
  case sitsOn(part: String, share: Double)
  /// The share of pictures in which its peak is beside the object, where no part has more of them.
  case background(share: Double)
  case duplicate(of: Int)
  /// No picture of its class was measured.
  case unseen

  package var text: String {
    func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
    switch self {
    case .sitsOn(let part, let share): return "sits on: \(part), \(percent(share))"
    case .background(let share): return "background, \(percent(share))"
    case .duplicate(let other): return "duplicate of \(other)"
    case .unseen: return "no picture of its class"
    }
  }

  /// Whether it tells of something that a reader should know before trusting the prototype.
  package var isWarning: Bool {
    if case .sitsOn = self { false } else { true }
  }
}

extension StageRecord.PrototypeMetrics.Prototype {
  /// `name` is what the prototype of a place is called.
  package func badges(naming name: (Int) -> Int = { $0 }) -> [PrototypeBadge] {
    var badges: [PrototypeBadge] = []
    if imageCount == 0 {
      badges.append(.unseen)
    } else if let background = backgroundShare, background > 0.5 || part == nil {
      badges.append(.background(share: background))
    } else if let part, let partShare {
      badges.append(.sitsOn(part: part, share: partShare))
    }
    if let duplicateOf { badges.append(.duplicate(of: name(duplicateOf))) }
    return badges
  }
}
