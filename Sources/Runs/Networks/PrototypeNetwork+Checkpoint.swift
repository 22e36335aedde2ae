package import Checkpoints
import Experiments
package import Networks
package import ProtoPNet
import Recipe
import Tensors

extension PrototypeNetwork {
  /// Takes over the values of a checkpoint, and its prototypes' classes where its run pruned them or
  /// they came with the network.
  ///
  /// - Throws: ``RunError/unfit(checkpoint:problem:)`` naming every parameter that is missing,
  ///   has another shape or is none of the network's, as in a checkpoint of a deeper backbone.
  package func load(_ checkpoint: Checkpoint, from path: String) throws(RunError) {
    var problems = misfits(of: checkpoint.parameters)
    func check(_ name: String, _ found: Tensor, _ expected: Shape) {
      if found.shape != expected {
        problems.append("'\(name)' has the shape \(found.shape), not \(expected)")
      }
    }
    let vectors = checkpoint.prototypes.vectors
    let classes = checkpoint.prototypes.classes
    let isOther = classes != head.prototypeLayer.prototypeClass
    let isPruned = isOther && isPruning(of: checkpoint, path)
    let count = isPruned ? classes.count : head.prototypeLayer.prototypeCount
    if isOther, !isPruned, classes.count == count {
      problems.append("'prototypes/class' gives the classes other prototypes than the experiment")
    }
    let extents = head.prototypeLayer.prototypes.shape.dimensions.dropFirst()
    check("prototypes/vectors", vectors, Shape([count] + extents))
    check("last_layer/weight", checkpoint.lastLayer, [head.prototypeLayer.classCount, count])
    guard problems.isEmpty else {
      throw .unfit(checkpoint: path, problem: problems.listed(atMost: 16))
    }
    take(checkpoint.parameters)
    if isPruned {
      head = PrototypeHead(
        prototypeLayer: PrototypeLayer(
          prototypes: vectors,
          prototypeClass: classes,
          classCount: head.prototypeLayer.classCount,
          similarityFunction: head.prototypeLayer.similarityFunction
        ),
        lastLayer: LastLayer(weight: checkpoint.lastLayer)
      )
    } else {
      head.prototypeLayer.prototypes = vectors
      head.lastLayer.weight = checkpoint.lastLayer
    }
  }

  /// Whether a checkpoint's classes may have other numbers of prototypes than the network's: after
  /// pruning, and where the whole network came from elsewhere.
  ///
  /// Every class keeps at least one prototype and none has more than the network.
  private func isPruning(of checkpoint: Checkpoint, _ path: String) -> Bool {
    let (layer, classes) = (head.prototypeLayer, checkpoint.prototypes.classes)
    for label in 0..<layer.classCount {
      let most = layer.prototypeClass.count { $0 == label }
      guard (1...most).contains(classes.count { $0 == label }) else { return false }
    }
    if checkpoint.metadata.stage == Checkpoint.importedStage { return true }
    do throws(ExperimentError) {
      let experiment = try Experiment(yaml: checkpoint.metadata.experiment, file: path)
      return experiment.startFrom != nil
        || experiment.schedule.cycles.contains { $0.pruning != nil }
    } catch {
      // Whoever needs the experiment reports what is wrong with it.
      return false
    }
  }
}

extension Checkpoint {
  /// The stage of a network that was not trained here.
  package static let importedStage = "imported"
}

extension Checkpoint.Prototypes {
  package init(_ layer: PrototypeLayer, sources: [PrototypeSource]?) {
    let (name, epsilon): (String, Float?) =
      switch layer.similarityFunction {
      case .log(let epsilon): ("log", epsilon)
      case .linear: ("linear", nil)
      }
    self.init(
      vectors: layer.prototypes,
      similarity: name,
      epsilon: epsilon,
      classes: layer.prototypeClass,
      sources: sources
    )
  }
}
