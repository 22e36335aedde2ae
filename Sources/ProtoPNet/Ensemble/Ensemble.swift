package import Tensors

/// Networks that classify together: their logits are added, each network counting as trained.
///
/// Source: paper §2.5; combine_models.ipynb.
package enum Ensemble {
  /// The sum of the members' logits, all [N, K].
  package static func logits(of members: [Tensor]) -> Tensor {
    guard var sum = members.first else { preconditionFailure("an ensemble of no network") }
    for member in members.dropFirst() {
      precondition(member.shape == sum.shape, "logits \(member.shape) beside \(sum.shape)")
      sum.withMutableValues { sum in
        member.withValues { member in
          for index in sum.indices { sum[index] += member[index] }
        }
      }
    }
    return sum
  }
}
