import Tensors

/// The order in which an epoch visits the pictures of a set.
package enum EpochOrder {
  /// The order 0..<count shuffled; equal for equal seed and epoch, whatever was drawn before.
  package static func shuffled(count: Int, seed: UInt64, epoch: Int) -> [Int] {
    var stream = RandomStream(seed: seed, purpose: "shuffle", epoch: epoch)
    return stream.permutation(of: count)
  }
}
