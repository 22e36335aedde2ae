import Experiments
import Foundation
import ProtoPNet
import Tensors

/// What an ensemble says of one picture, and the two classes that an explanation is about.
struct EnsembleVerdict {
  /// By class.
  let logits: [Double]
  /// The softmax of the logits.
  let probabilities: [Double]
  let predicted: Int
  let explained: Int
  /// The class that the explained one is compared with; nil where there is no other.
  let against: Int?
  /// The class of the largest logit but for the explained one.
  private let runnerUp: Int?

  /// Classes that an explanation lists with their logits.
  private static let listedClassCount = 5

  /// Finite summed logits [1, K]; the predicted class is explained unless another is asked for.
  init(logits: Tensor, explained: Int?, against: Int?) {
    let values = logits.values.map(Double.init)
    self.logits = values
    let most = values.max() ?? 0
    let powers = values.map { exp($0 - most) }
    let sum = powers.reduce(0, +)
    probabilities = powers.map { $0 / sum }
    predicted = Accuracy.predictedClasses(logits: logits)[0]
    let explained = explained ?? predicted
    self.explained = explained
    runnerUp = values.indices.filter { $0 != explained }
      .min { (-values[$0], $0) < (-values[$1], $1) }
    self.against = against == explained ? runnerUp : against ?? runnerUp
  }

  /// The class that the explained one is compared with.
  func rival(_ classNames: [String]) -> Explanation.Rival? {
    against.map { index in
      Explanation.Rival(
        name: classNames[index],
        logit: logits[index],
        probability: probabilities[index],
        lead: logits[explained] - logits[index],
        isRunnerUp: index == runnerUp
      )
    }
  }

  /// The classes with the largest logits and the two compared ones, by descending logit.
  var listedClasses: [Int] {
    let order = logits.indices.sorted { (-logits[$0], $0) < (-logits[$1], $1) }
    let listed = Set(
      order.prefix(Self.listedClassCount) + [explained] + (against.map { [$0] } ?? [])
    )
    return order.filter(listed.contains)
  }
}
