/// Why networks say that a picture is of a class: the scoring sheet of each, side by side.
///
/// The networks' logits add up to the ensemble's; a single network is an ensemble of one.
package struct Explanation: Codable, Equatable, Sendable {
  /// The picture's file.
  package var image: String
  /// The picture as a page shows it, relative to the page; nil where no pictures were written.
  package var picture: String?
  /// The class that the picture's folder names; nil where it names none.
  package var label: String?
  /// The class that is explained, and whether it is the one the networks predict.
  package var className: String
  package var isPredicted: Bool
  /// The sum of the networks' logits of the class.
  package var logit: Double
  /// The class's share of the softmax of the summed logits; nil in files of before it was kept.
  package var probability: Double?
  /// The class that the explained one is compared with: the runner-up unless another was asked for.
  package var against: Rival?
  /// The classes with the largest logits, and the explained one, by descending logit.
  package var classes: [ClassLogits]
  package var members: [Member]
  /// What is left of the logit without the numbered parts; nil where it was not measured.
  package var withoutNumberedParts: Hidden?
  /// Figure 4 of the paper; nil where no baseline was named.
  package var attention: Attention?

  package init(
    image: String,
    picture: String?,
    label: String? = nil,
    className: String,
    isPredicted: Bool,
    logit: Double,
    probability: Double? = nil,
    against: Rival? = nil,
    classes: [ClassLogits],
    members: [Member],
    withoutNumberedParts: Hidden? = nil,
    attention: Attention? = nil
  ) {
    (self.image, self.picture, self.label) = (image, picture, label)
    (self.className, self.isPredicted, self.logit) = (className, isPredicted, logit)
    (self.probability, self.against) = (probability, against)
    (self.classes, self.members) = (classes, members)
    (self.withoutNumberedParts, self.attention) = (withoutNumberedParts, attention)
  }
}

extension Explanation {
  /// What all networks say of one class.
  package struct ClassLogits: Codable, Equatable, Sendable {
    package var name: String
    /// The logits of the members, in their order.
    package var memberLogits: [Double]
    package var logit: Double
    /// The class's share of the softmax of the summed logits.
    package var probability: Double?

    package init(
      name: String,
      memberLogits: [Double],
      logit: Double,
      probability: Double? = nil
    ) {
      (self.name, self.memberLogits) = (name, memberLogits)
      (self.logit, self.probability) = (logit, probability)
    }
  }

  /// The class that the explained one is compared with.
  package struct Rival: Codable, Equatable, Sendable {
    package var name: String
    package var logit: Double
    package var probability: Double
    /// The explained class's logit minus this one's.
    package var lead: Double
    /// Whether it is the class with the largest logit but for the explained one.
    package var isRunnerUp: Bool

    package init(
      name: String,
      logit: Double,
      probability: Double,
      lead: Double,
      isRunnerUp: Bool
    ) {
      (self.name, self.logit, self.probability) = (name, logit, probability)
      (self.lead, self.isRunnerUp) = (lead, isRunnerUp)
    }
  }

  /// What the networks say of the picture without a part of it.
  ///
  /// Hidden pixels are those of the data set's mean colour, 0 after normalisation; each figure is that of a
  /// forward pass of its own.
  package struct Hidden: Codable, Equatable, Sendable {
    /// The class's logit without the part: the network's, or all networks' together.
    package var logit: Double
    /// The share of the picture that is hidden.
    package var area: Double
    /// The class that is then predicted; nil where one network of several was asked.
    package var predicted: String?

    package init(logit: Double, area: Double, predicted: String? = nil) {
      (self.logit, self.area, self.predicted) = (logit, area, predicted)
    }
  }

  /// Three ways to say where a network looks, side by side.
  ///
  /// Source: paper, Fig. 4.
  package struct Attention: Codable, Equatable, Sendable {
    /// The baseline's checkpoint, the class it predicts and that class's logit.
    package var checkpoint: String
    package var className: String
    package var logit: Double
    /// The class activation map over the picture, relative to the page.
    package var classActivation: String?
    /// The number of the network and of its prototype that stand for part attention.
    package var member: Int
    package var prototype: Int

    package init(
      checkpoint: String,
      className: String,
      logit: Double,
      classActivation: String?,
      member: Int,
      prototype: Int
    ) {
      (self.checkpoint, self.className, self.logit) = (checkpoint, className, logit)
      (self.classActivation, self.member, self.prototype) = (classActivation, member, prototype)
    }
  }
}
