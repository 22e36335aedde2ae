package import Networks
package import Ranks
package import Tensors

/// The parameters of a network where an engine keeps them, with their gradients and running statistics.
///
/// Names and shapes are the graph's; the engine's own layouts are seen by nobody else.
package protocol NetworkParameters: AnyObject {
  var specifications: [ParameterSpecification] { get }
  /// The number of trainable values, padding included.
  var trainableCount: Int { get }

  /// The value of a parameter or of a running statistic, of the shape that its specification says.
  subscript(name: String) -> Tensor { get set }

  /// The gradient that the next step would take for a parameter, of the parameter's shape.
  func gradient(_ name: String) -> Tensor

  /// Compiles a graph of these parameters, or a part of it, for inputs [N, C, H, W].
  ///
  /// - Throws: `NetworkError` where the shape does not fit the network or the device.
  func compile(
    _ graph: Graph,
    inputShape: Shape,
    mode: Mode
  ) throws(NetworkError) -> any RunnableNetwork

  /// Adam over the trainable parameters whose names begin with `prefix`, before its first step.
  func makeOptimizer(
    prefix: String,
    learningRate: Float,
    weightDecay: Float
  ) -> any PartOptimizer

  /// Sums of the gradients of a batch's shares: of parameters whose names begin with one of the prefixes, and of
  /// tensors of some shapes that the engine does not hold.
  ///
  /// `shareCount` is this rank's part of the batch's shares.
  func makeGradientSum(
    prefixes: [String],
    _ shapes: [Shape],
    shareCount: Int,
    among ranks: any RankGroup
  ) -> any ShareGradients

  /// Calls `body`, whose training passes leave the running statistics as they are.
  func keepingStatistics<Result>(_ body: () throws -> Result) rethrows -> Result

  /// Sets the running statistics as they are on the first rank.
  func broadcastStatistics(among ranks: any RankGroup)

  /// Whether all ranks have the same bits in all trainable values.
  func isEqual(among ranks: any RankGroup) -> Bool
}
