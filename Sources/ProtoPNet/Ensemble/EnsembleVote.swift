package import Tensors

/// What an ensemble says, and how much of it each member says.
package struct EnsembleVote {
  /// The class of the largest summed logit, [N].
  package let predictedClasses: [Int]
  /// Whether each image has a NaN among its summed logits, so that it is of no class, [N].
  package let isNotNumber: [Bool]
  /// Each member's part of the predicted classes' lead over the mean class, over all images.
  ///
  /// A lead is a logit minus the mean over the classes, as adding a constant to a member's logits changes
  /// no prediction. Leads add up like logits, so the shares add up to 1; one is negative where a member
  /// speaks against the ensemble. All are NaN where no class leads in any image, or a logit is no number.
  package let shares: [Double]

  /// Adds the members' logits, all [N, K].
  package init(members: [Tensor]) {
    let logits = Ensemble.logits(of: members)
    let predicted = Accuracy.predictedClasses(logits: logits)
    (predictedClasses, isNotNumber) = (predicted, logits.rowsWithNaN)
    shares = Self.shares(of: predicted, members: members)
  }

  /// Each member's part of the lead of given classes, one for each image; see ``shares``.
  ///
  /// The members are their logits, all [N, K].
  package static func shares(of classes: [Int], members: [Tensor]) -> [Double] {
    let leads = members.map { lead(of: classes, in: $0) }
    let whole = leads.reduce(0, +)
    return leads.map { $0 / whole }
  }

  /// The sum over images of the class's logit minus the mean logit.
  private static func lead(of classes: [Int], in logits: Tensor) -> Double {
    let count = logits.shape[1]
    return logits.withValues { values in
      classes.enumerated().reduce(0.0) { sum, image in
        let first = image.offset * count
        var total = 0.0
        for place in first..<first + count { total += Double(values[place]) }
        return sum + Double(values[first + image.element]) - total / Double(count)
      }
    }
  }
}
