/// The backbones by torchvision's names.
package enum Architecture: String, CaseIterable, Sendable {
  case vgg11, vgg13, vgg16, vgg19
  case vgg11WithNormalization = "vgg11_bn"
  case vgg13WithNormalization = "vgg13_bn"
  case vgg16WithNormalization = "vgg16_bn"
  case vgg19WithNormalization = "vgg19_bn"
  case resnet18, resnet34, resnet50, resnet101, resnet152
  case densenet121, densenet161, densenet169, densenet201

  /// Whether it is a chain of convolutions, ReLU and maxima alone.
  package var isPlainVGG: Bool { rawValue.hasPrefix("vgg") && !rawValue.hasSuffix("_bn") }

  /// The whole backbone, and the blocks after which it may be cut.
  func build() -> (graph: Graph, cutPoints: [Backbone.CutPoint]) {
    switch self {
    case .vgg11, .vgg11WithNormalization: vgg([1, 1, 2, 2, 2])
    case .vgg13, .vgg13WithNormalization: vgg([2, 2, 2, 2, 2])
    case .vgg16, .vgg16WithNormalization: vgg([2, 2, 3, 3, 3])
    case .vgg19, .vgg19WithNormalization: vgg([2, 2, 4, 4, 4])
    case .resnet18: ResNet(blockCounts: [2, 2, 2, 2], isBottleneck: false).build()
    case .resnet34: ResNet(blockCounts: [3, 4, 6, 3], isBottleneck: false).build()
    case .resnet50: ResNet(blockCounts: [3, 4, 6, 3], isBottleneck: true).build()
    case .resnet101: ResNet(blockCounts: [3, 4, 23, 3], isBottleneck: true).build()
    case .resnet152: ResNet(blockCounts: [3, 8, 36, 3], isBottleneck: true).build()
    case .densenet121: DenseNet(stemChannels: 64, growth: 32, layerCounts: [6, 12, 24, 16]).build()
    case .densenet161: DenseNet(stemChannels: 96, growth: 48, layerCounts: [6, 12, 36, 24]).build()
    case .densenet169: DenseNet(stemChannels: 64, growth: 32, layerCounts: [6, 12, 32, 32]).build()
    case .densenet201: DenseNet(stemChannels: 64, growth: 32, layerCounts: [6, 12, 48, 32]).build()
    }
  }

  private func vgg(_ counts: [Int]) -> (graph: Graph, cutPoints: [Backbone.CutPoint]) {
    VGG(convolutionCounts: counts, hasBatchNormalization: rawValue.hasSuffix("_bn")).build()
  }
}
