/// The backbones by torchvision's names.
package enum Architecture: String, CaseIterable, Sendable {
  case vgg11, vgg13, vgg16, vgg19
  case vgg11WithNormalization = "vgg11_bn"
  case vgg13WithNormalization = "vgg13_bn"
  case vgg16WithNormalization = "vgg16_bn"
  case vgg19WithNormalization = "vgg19_bn"

  /// The whole backbone, and the blocks after which it may be cut.
  func build() -> (graph: Graph, cutPoints: [Backbone.CutPoint]) {
    switch self {
    case .vgg11, .vgg11WithNormalization: vgg([1, 1, 2, 2, 2])
    case .vgg13, .vgg13WithNormalization: vgg([2, 2, 2, 2, 2])
    case .vgg16, .vgg16WithNormalization: vgg([2, 2, 3, 3, 3])
    case .vgg19, .vgg19WithNormalization: vgg([2, 2, 4, 4, 4])
    }
  }

  private func vgg(_ counts: [Int]) -> (graph: Graph, cutPoints: [Backbone.CutPoint]) {
    VGG(convolutionCounts: counts, hasBatchNormalization: rawValue.hasSuffix("_bn")).build()
  }
}
