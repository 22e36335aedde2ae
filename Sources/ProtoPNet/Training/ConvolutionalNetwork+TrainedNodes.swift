package import Networks

extension ConvolutionalNetwork {
  /// The first node, in the part's own graph, whose parameters a stage trains.
  package func firstTrainedNode(_ stage: TrainingStage, in part: Part) -> Graph.NodeID {
    stage == .warmUp && part == .whole ? firstNodeBehindBackbone : 0
  }
}
