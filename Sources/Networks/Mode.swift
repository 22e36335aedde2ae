package import Recipe

/// What a compiled network is for.
package struct Mode: Hashable, Sendable {
  package var batchNormalization: BatchNormalizationMode
  /// Parameters of this node and the later ones get gradients; nil plans no backward pass.
  package var trainsFrom: Graph.NodeID?
  /// Whether the backward pass also computes the input's gradient.
  package var computesInputGradient: Bool

  package init(
    batchNormalization: BatchNormalizationMode,
    trainsFrom: Graph.NodeID?,
    computesInputGradient: Bool = false
  ) {
    self.batchNormalization = batchNormalization
    (self.trainsFrom, self.computesInputGradient) = (trainsFrom, computesInputGradient)
  }

  /// A forward pass with running statistics.
  package static let evaluation = Mode(batchNormalization: .evaluate, trainsFrom: nil)
}
