/// The convolutional layers of an ImageNet classifier without its head, possibly cut short.
package struct Backbone: Hashable, Sendable {
  /// A block after which a backbone may end.
  package struct CutPoint: Hashable, Sendable {
    package let name: String
    package let node: Graph.NodeID
  }

  package let architecture: Architecture
  /// The name of the last block that was kept; nil for the whole backbone.
  package let cutAfter: String?
  /// The share of the architecture's channels that every layer has; 1 for torchvision's network.
  package let widthMultiplier: Double
  /// Node names are torchvision's, so parameters are named as in its state dicts.
  package let graph: Graph

  /// The channels of the output, C.
  package var outputChannels: Int { graph.outputChannels }

  /// The architecture with its width and cut, such as `vgg16 ×0.5 cut after block-4`.
  package var description: String {
    architecture.rawValue
      + (widthMultiplier == 1 ? "" : " ×\(widthMultiplier)")
      + (cutAfter.map { " cut after \($0)" } ?? "")
  }

  /// Builds a backbone; a cut keeps the layers up to a block's end.
  ///
  /// - Throws: ``NetworkError`` naming the known blocks where `cutAfter` is none of them, or a layer
  ///   that the multiplier would give a broken number of channels.
  package init(
    _ architecture: Architecture,
    cutAfter: String? = nil,
    widthMultiplier: Double = 1
  ) throws(NetworkError) {
    var (graph, cutPoints) = architecture.build()
    if widthMultiplier != 1 { graph = try graph.widened(by: widthMultiplier) }
    self.architecture = architecture
    self.cutAfter = cutAfter
    self.widthMultiplier = widthMultiplier
    guard let cutAfter else {
      self.graph = graph
      return
    }
    guard let cut = cutPoints.first(where: { $0.name == cutAfter }) else {
      let names = cutPoints.map(\.name).joined(separator: ", ")
      throw NetworkError(
        problem: "\(architecture.rawValue) has no block '\(cutAfter)'; its blocks are \(names)"
      )
    }
    self.graph = graph.cut(after: cut.node)
  }
}
