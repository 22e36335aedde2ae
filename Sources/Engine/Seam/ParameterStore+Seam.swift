package import Engines
package import Networks
package import Ranks
package import Tensors

extension ParameterStore: NetworkParameters {
  package func compile(
    _ graph: Graph,
    inputShape: Shape,
    mode: Mode
  ) throws(NetworkError) -> any RunnableNetwork {
    try CompiledNetwork(
      graph,
      parameters: self,
      inputShape: inputShape,
      mode: mode,
      engine: engine
    )
  }

  package func makeOptimizer(
    prefix: String,
    learningRate: Float,
    weightDecay: Float
  ) -> any PartOptimizer {
    StoreOptimizer(
      self,
      prefix: prefix,
      learningRate: learningRate,
      weightDecay: weightDecay
    )
  }

  package func makeGradientSum(
    prefixes: [String],
    _ shapes: [Shape],
    shareCount: Int,
    among ranks: any RankGroup
  ) -> any ShareGradients {
    GradientSum(of: self, prefixes: prefixes, shapes, shareCount: shareCount, among: ranks)
  }
}
