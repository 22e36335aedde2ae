import Experiments
import Networks
import Recipe
import Tensors

extension Plan {
  /// The network for a run's record; a baseline has no prototypes, and its map is the backbone's.
  func summary(classCount: Int, prototypeCount: Int, weights: String?) -> RunRecord.NetworkSummary {
    RunRecord.NetworkSummary(
      architecture: backbone.description,
      weights: weights,
      parameterCount: parameterCount(classCount: classCount, prototypeCount: prototypeCount),
      latentShape: (experiment.model == .baseline ? featureShape : latentShape).dimensions,
      prototypeCount: prototypeCount,
      floatingPointOperations: operationCount(
        classCount: classCount,
        prototypeCount: prototypeCount
      )
    )
  }

  /// Multiply-adds counted as two, per image and forward pass; the last layer of ProtoPNet aside.
  package func operationCount(classCount: Int, prototypeCount: Int) -> Double {
    switch experiment.model {
    case .protopnet:
      let prototypes = experiment.prototypes
      let positions =
        (latentShape[1] - prototypes.height + 1) * (latentShape[2] - prototypes.width + 1)
      let size = latentShape[0] * prototypes.height * prototypes.width
      return backboneOperationCount + addOnLayersOperationCount
        + Double(2 * prototypeCount * size * positions)
    case .baseline:
      return backboneOperationCount + Double((2 * featureShape[0] + 1) * classCount)
    }
  }

  /// Parameters that are trained: of the convolutional layers, prototypes and last layer, or of backbone
  /// and linear layer.
  package func parameterCount(classCount: Int, prototypeCount: Int) -> Int {
    func count(_ graph: Graph) -> Int {
      graph.parameters.filter(\.isTrainable).reduce(0) { $0 + $1.shape.count }
    }
    switch experiment.model {
    case .protopnet:
      let size =
        experiment.addOnLayers.channels * experiment.prototypes.height
        * experiment.prototypes.width
      return count(backbone.graph) + count(addOnLayers) + prototypeCount * size
        + prototypeCount * classCount
    case .baseline:
      return count(backbone.graph)
        + count(.linearLayer(from: backbone.outputChannels, to: classCount))
    }
  }
}
