/// The VGG family: five blocks of 3×3 convolutions, each closed by a 2×2 max-pooling.
///
/// Source: torchvision's `vgg.py`; vgg_features.py, which keeps the last pooling.
struct VGG {
  /// The convolutions of each block.
  let convolutionCounts: [Int]
  let hasBatchNormalization: Bool

  private static let widths = [64, 128, 256, 512, 512]

  func build() -> (graph: Graph, cutPoints: [Backbone.CutPoint]) {
    var graph = Graph(inputChannels: 3)
    var cutPoints: [Backbone.CutPoint] = []
    // torchvision numbers all modules of the flat sequence, with and without parameters.
    var index = 0
    func append(_ operation: Operation) {
      graph.append(operation, name: "features.\(index)")
      index += 1
    }
    for (block, (count, width)) in zip(convolutionCounts, Self.widths).enumerated() {
      for _ in 0..<count {
        append(
          .convolution(
            Convolution(from: graph.outputChannels, to: width, kernel: 3, padding: 1, hasBias: true)
          )
        )
        if hasBatchNormalization {
          append(.batchNormalization(BatchNormalization(channels: width)))
        }
        append(.relu)
      }
      cutPoints.append(.init(name: "block-\(block + 1)-convolutions", node: graph.output))
      append(.maxPool(Pool(kernel: 2, stride: 2)))
      cutPoints.append(.init(name: "block-\(block + 1)", node: graph.output))
    }
    return (graph, cutPoints)
  }
}
