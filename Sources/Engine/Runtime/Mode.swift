package import Networks
package import Recipe

/// What a compiled network is for.
package struct Mode: Hashable, Sendable {
  package var batchNormalization: BatchNormalizationMode
  /// The images that share batch statistics, as on one of several devices; nil for the whole batch.
  ///
  /// Running statistics follow the first of these groups.
  package var replicaSize: Int?
  /// Parameters of this node and the later ones get gradients; nil plans no backward pass.
  package var trainsFrom: Graph.NodeID?
  /// Whether the backward pass also computes the input's gradient.
  package var computesInputGradient: Bool

  package init(
    batchNormalization: BatchNormalizationMode,
    replicaSize: Int? = nil,
    trainsFrom: Graph.NodeID?,
    computesInputGradient: Bool = false
  ) {
    (self.batchNormalization, self.replicaSize) = (batchNormalization, replicaSize)
    (self.trainsFrom, self.computesInputGradient) = (trainsFrom, computesInputGradient)
  }

  /// A forward pass with running statistics.
  package static let evaluation = Mode(batchNormalization: .evaluate, trainsFrom: nil)
}
