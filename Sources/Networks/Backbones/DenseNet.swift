/// The DenseNet-BC family: four blocks whose layers read everything before them in the block.
///
/// Source: torchvision's `densenet.py`; densenet_features.py, which ends in `norm5` and a ReLU.
struct DenseNet {
  /// The channels after the stem.
  let stemChannels: Int
  /// The channels that each layer adds.
  let growth: Int
  /// The layers of each block.
  let layerCounts: [Int]

  private static let initializer = Initializer.kaimingNormal(.inputs)

  func build() -> (graph: Graph, cutPoints: [Backbone.CutPoint]) {
    var graph = Graph(inputChannels: 3)
    graph.appendConvolution(
      "features.conv0",
      to: stemChannels,
      kernel: 7,
      stride: 2,
      initializer: Self.initializer
    )
    graph.appendNormalization("features.norm0")
    graph.append(.relu, name: "features.relu0")
    graph.append(.maxPool(Pool(kernel: 3, stride: 2, padding: 1)), name: "features.pool0")
    var cutPoints = [Backbone.CutPoint(name: "stem", node: graph.output)]
    for (index, count) in layerCounts.enumerated() {
      let number = index + 1
      for layer in 1...count {
        appendLayer("features.denseblock\(number).denselayer\(layer)", to: &graph)
      }
      cutPoints.append(.init(name: "block-\(number)", node: graph.output))
      if number < layerCounts.count {
        appendTransition("features.transition\(number)", to: &graph)
        cutPoints.append(.init(name: "transition-\(number)", node: graph.output))
      }
    }
    graph.appendNormalization("features.norm5")
    graph.append(.relu, name: "features.relu5")
    return (graph, cutPoints)
  }

  private func appendLayer(_ name: String, to graph: inout Graph) {
    let input = graph.output
    for (index, (kernel, channels)) in [(1, 4 * growth), (3, growth)].enumerated() {
      graph.appendNormalization("\(name).norm\(index + 1)")
      graph.append(.relu, name: "\(name).relu\(index + 1)")
      graph.appendConvolution(
        "\(name).conv\(index + 1)",
        to: channels,
        kernel: kernel,
        initializer: Self.initializer
      )
    }
    graph.append(.concatenate, name: name, reading: [input, graph.output])
  }

  private func appendTransition(_ name: String, to graph: inout Graph) {
    graph.appendNormalization("\(name).norm")
    graph.append(.relu, name: "\(name).relu")
    graph.appendConvolution(
      "\(name).conv",
      to: graph.outputChannels / 2,
      kernel: 1,
      initializer: Self.initializer
    )
    graph.append(.averagePool(Pool(kernel: 2, stride: 2)), name: "\(name).pool")
  }
}
