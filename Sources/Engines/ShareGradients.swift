package import Networks
package import Tensors

/// Adds the gradients of a batch's shares, weighted by their parts of the batch, in the order of a binary tree.
package protocol ShareGradients: AnyObject {
  /// A backward pass that is to be done: the layers of the last forward pass, and their output's gradient.
  typealias Backward = (layers: any RunnableNetwork, outputGradient: Tensor)

  /// Adds a share's gradients: of `tensors`, and of the parameters that a backward pass computes, if one is given.
  ///
  /// `weight` is the share's part of the batch, 0 for an empty one, whose backward pass is not done.
  /// - Throws: `NetworkError` of the backward pass.
  func add(weight: Float, _ tensors: [Tensor?], computing backward: Backward?) throws(NetworkError)

  /// Ends the batch: the parameters' next step takes the sums, and those of the tensors are returned.
  func finish() -> [Tensor]
}
