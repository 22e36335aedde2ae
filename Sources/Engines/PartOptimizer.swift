package import Tensors

/// Adam with coupled weight decay over some of an engine's parameters, where they lie.
///
/// Moments have their parameters' names and shapes.
package protocol PartOptimizer: AnyObject {
  /// The steps taken, t.
  var stepCount: Int { get set }
  /// Whether all values that the last step wrote are finite.
  var leftFiniteParameters: Bool { get }

  /// Changes the parameters by one step along the gradients of the engine's last backward pass, or along those
  /// that a ``ShareGradients`` has added up; `factor` scales the learning rate.
  func step(factor: Float)

  /// Sets moments and the count of steps as they are before the first step.
  func restart()

  func firstMoment(of name: String) -> Tensor
  func secondMoment(of name: String) -> Tensor

  /// Sets the moments of a parameter, each of its shape, such as [O, I, H, W] for a kernel.
  func setMoments(of name: String, first: Tensor, second: Tensor)
}
