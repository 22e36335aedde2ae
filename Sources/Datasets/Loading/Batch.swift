package import Tensors

/// Some pictures of a list as an input of the network.
package struct Batch: Sendable {
  /// The positions of the pictures in the loader's list.
  package let indices: [Int]
  /// The classes of the pictures.
  package let labels: [Int]
  /// The normalised pictures, [N, 3, S, S].
  package let images: Tensor
}
