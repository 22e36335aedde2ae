/// The ResNet family: a stem and four groups of residual blocks.
///
/// Source: torchvision's `resnet.py`, with the stride in a bottleneck's 3×3 convolution;
/// resnet_features.py, which drops average pooling and classifier.
struct ResNet {
  /// The residual blocks of each group.
  let blockCounts: [Int]
  /// Whether blocks are 1×1, 3×3, 1×1 with four times the channels at the end, not 3×3, 3×3.
  let isBottleneck: Bool

  private static let widths = [64, 128, 256, 512]

  func build() -> (graph: Graph, cutPoints: [Backbone.CutPoint]) {
    var graph = Graph(inputChannels: 3)
    graph.appendConvolution("conv1", to: 64, kernel: 7, stride: 2)
    graph.appendNormalization("bn1")
    graph.append(.relu, name: "relu")
    graph.append(.maxPool(Pool(kernel: 3, stride: 2, padding: 1)), name: "maxpool")
    var cutPoints = [Backbone.CutPoint(name: "stem", node: graph.output)]
    for (group, (count, width)) in zip(blockCounts, Self.widths).enumerated() {
      for block in 0..<count {
        append(
          to: &graph,
          name: "layer\(group + 1).\(block)",
          width: width,
          stride: group > 0 && block == 0 ? 2 : 1
        )
      }
      cutPoints.append(.init(name: "block-\(group + 1)", node: graph.output))
    }
    return (graph, cutPoints)
  }

  private func append(to graph: inout Graph, name: String, width: Int, stride: Int) {
    let input = graph.output
    let inputChannels = graph.outputChannels
    // Kernel and output channels of the block's convolutions; its stride is in the first 3×3 one.
    let convolutions =
      isBottleneck ? [(1, width), (3, width), (1, 4 * width)] : [(3, width), (3, width)]
    let strided = isBottleneck ? 1 : 0
    for (index, (kernel, channels)) in convolutions.enumerated() {
      if index > 0 { graph.append(.relu, name: "\(name).relu") }
      graph.appendConvolution(
        "\(name).conv\(index + 1)",
        to: channels,
        kernel: kernel,
        stride: index == strided ? stride : 1
      )
      graph.appendNormalization("\(name).bn\(index + 1)")
    }
    let residual = graph.output
    var shortcut = input
    if stride != 1 || inputChannels != graph.outputChannels {
      graph.appendConvolution(
        "\(name).downsample.0",
        to: graph.outputChannels,
        kernel: 1,
        stride: stride,
        reading: input
      )
      shortcut = graph.appendNormalization("\(name).downsample.1")
    }
    graph.append(.add, name: "\(name).add", reading: [residual, shortcut])
    graph.append(.relu, name: "\(name).relu")
  }
}

extension Graph {
  /// Adds a convolution without bias that keeps the extent at stride 1.
  @discardableResult
  mutating func appendConvolution(
    _ name: String,
    to channels: Int,
    kernel: Int,
    stride: Int = 1,
    initializer: Initializer = .kaimingNormal(.outputs),
    reading input: NodeID? = nil
  ) -> NodeID {
    let input = input ?? output
    let convolution = Convolution(
      from: self.channels(of: input),
      to: channels,
      kernel: kernel,
      stride: stride,
      padding: kernel / 2,
      hasBias: false,
      initializer: initializer
    )
    return append(.convolution(convolution), name: name, reading: [input])
  }

  /// Adds a batch normalisation of the last node.
  @discardableResult
  mutating func appendNormalization(_ name: String) -> NodeID {
    append(.batchNormalization(BatchNormalization(channels: outputChannels)), name: name)
  }
}
