package import Tensors

/// What an ensemble says, and how much of it each member says.
package struct EnsembleVote {
  /// The class of the largest summed logit, [N].
  package let predictedClasses: [Int]
  /// Of the summed logits of the predicted classes, over all images, the part that came from each
  /// member; they add up to 1, and one is negative where a member speaks against the ensemble.
  package let shares: [Double]

  /// Adds the members' logits, all [N, K].
  package init(members: [Tensor]) {
    let sum = Ensemble.logits(of: members)
    let predicted = Accuracy.predictedClasses(logits: sum)
    predictedClasses = predicted
    let parts = members.map { member in
      member.withUnsafeValues { values in
        predicted.enumerated().reduce(0.0) { total, image in
          total + Double(values[image.offset * member.shape[1] + image.element])
        }
      }
    }
    let whole = parts.reduce(0, +)
    shares = parts.map { $0 / whole }
  }
}
