package import Networks
package import Tensors

/// A network made ready to run for one input shape and mode.
package protocol RunnableNetwork: AnyObject {
  var inputShape: Shape { get }
  var outputShape: Shape { get }
  var mode: Mode { get }
  /// The working memory of a forward pass and, where the mode has one, the backward pass behind it; of
  /// networks of one engine the largest counts.
  var workingByteCount: Int { get }
  /// What the network holds beside it as long as it lives.
  var permanentByteCount: Int { get }

  /// Computes the output [N, D, H′, W′] of an input [N, C, H, W].
  ///
  /// - Throws: `NetworkError` naming the node that the device could not compute.
  func forward(_ input: Tensor) throws(NetworkError) -> Tensor

  /// Computes the gradients of the last forward pass from the output's, [N, D, H′, W′].
  ///
  /// Trained parameters' gradients replace those among the parameters, until a network of the engine runs
  /// again. No other network of the engine may have run in between.
  /// - Returns: the input's gradient [N, C, H, W], if the mode asks for it.
  /// - Throws: `NetworkError` naming the node that the device could not compute.
  @discardableResult
  func backward(_ outputGradient: Tensor) throws(NetworkError) -> Tensor?
}
