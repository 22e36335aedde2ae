package import Checkpoints
package import Experiments
package import Foundation
import Networks
import Runs
import Tensors

/// What a released network says of itself, held against an experiment and taken over where that can be.
package struct ReleasedFacts {
  /// The experiment with the network's numbers of prototypes and its similarity.
  let experiment: Experiment
  /// What of the experiment was replaced.
  package private(set) var notes: [String] = []
  private let file: URL
  private let module: ReleasedModule?

  /// - Throws: `CheckpointError` for a similarity that is none of ours, `ExperimentError` for pictures
  ///   of another size than the network's.
  package init(_ released: ReleasedStateDict, of file: URL, _ declared: Experiment) throws {
    (self.file, module) = (file, released.module)
    var options: [String] = []
    if let option = Self.prototypeOption(released, declared) { options.append(option) }
    options += try Self.similarityOptions(released.module, declared, file)
    if let size = released.module?.imageSize, size != declared.data.imageSize {
      throw declared.problem(
        at: "data.image-size",
        "the network in \(file.lastPathComponent) is for pictures of \(size) pixels; declare that size"
      )
    }
    experiment =
      options.isEmpty
      ? declared
      : try Experiment(yaml: declared.resolvedYAML, file: declared.file, options: options)
    if case .function(let name) = released.module?.similarity {
      notes.append(
        "warning: \(file.lastPathComponent) makes similarities by the function \(name), of which it holds "
          + "the name alone; the experiment's, \(declared.prototypes.similarity.function.rawValue), takes its "
          + "place. Where that is another function, say so in prototypes.similarity"
      )
    }
    if !options.isEmpty {
      notes.append(
        "\(file.lastPathComponent): of the network, not of the experiment: "
          + options.joined(separator: ", ")
      )
    }
  }

  /// The setting for another number of prototypes than the experiment's; nil where it is the same.
  private static func prototypeOption(
    _ released: ReleasedStateDict,
    _ declared: Experiment
  ) -> String? {
    let classCount = released.lastLayer.shape[0]
    var counts = [Int](repeating: 0, count: classCount)
    for label in released.classes { counts[label] += 1 }
    let most = counts.max() ?? 0
    if let count = declared.prototypes.count {
      return count == most * classCount ? nil : "prototypes.count=\(most * classCount)"
    }
    return declared.prototypes.perClass == most ? nil : "prototypes.per-class=\(most)"
  }

  private static func similarityOptions(
    _ module: ReleasedModule?,
    _ declared: Experiment,
    _ file: URL
  ) throws(CheckpointError) -> [String] {
    let similarity = declared.prototypes.similarity
    var (function, options) = (similarity.function, [String]())
    switch module?.similarity {
    case .named(let name):
      guard let named = Experiment.Similarity.Function(rawValue: name) else {
        throw CheckpointError(
          file: file.path,
          problem:
            "makes similarities by '\(name)' (prototype_activation_function), and here that is log "
            + "or linear",
          remedy: "give the network one of these"
        )
      }
      function = named
    case .function, nil: break
    }
    if function != similarity.function {
      options.append("prototypes.similarity.function=\(function.rawValue)")
    }
    if function == .log, let epsilon = module?.epsilon, Float(epsilon) != Float(similarity.epsilon)
    {
      guard epsilon > 0, epsilon.isFinite else {
        throw CheckpointError(
          file: file.path,
          problem:
            "has the epsilon \(epsilon), with which the similarity log((d + 1) / (d + ε)) is "
            + "no number at d = 0",
          remedy: "give the network an epsilon above zero"
        )
      }
      options.append("prototypes.similarity.epsilon=\(epsilon)")
    }
    return options
  }

  /// Throws where the network has other layers than the experiment's beside those with parameters.
  ///
  /// - Throws: `CheckpointError` naming the class.
  func requireLayers(of plan: Plan) throws(CheckpointError) {
    let expected = plan.addOnLayers.nodes.compactMap { Self.className($0.operation) }
    if let layers = module?.addOnLayers?.filter({ !Self.withoutEffect.contains($0) }),
      layers != expected
    {
      let kind = plan.experiment.addOnLayers.kind.rawValue
      let difference =
        if layers.count == expected.count,
          let index = layers.indices.first(where: { layers[$0] != expected[$0] })
        {
          "\(layers[index]) as add-on layer \(index + 1) of \(layers.count), where the kind '\(kind)' "
            + "has \(expected[index])"
        } else {
          "\(layers.count) add-on layers, where the kind '\(kind)' has \(expected.count)"
        }
      throw unfit(
        "has \(difference)",
        "another kind can be declared in add-on-layers.kind; other layers have no place here"
      )
    }
    if let layer = module?.lastLayer, layer != "Linear" {
      throw unfit(
        "has a last layer of the class \(layer)",
        "a plain Linear is all that is known here"
      )
    }
    var strange = module?.strangeLayers ?? []
    for node in plan.backbone.graph.nodes {
      guard case .convolution(let convolution) = node.operation,
        let found = module?.convolutions[node.name]
      else { continue }
      let (stride, padding) = (convolution.stride, convolution.padding)
      if found != [stride, stride, padding, padding] {
        strange.append(
          "'\(node.name)' has the strides and paddings \(found), not \(stride) and \(padding)"
        )
      }
    }
    guard strange.isEmpty else {
      throw unfit(
        "has a backbone that computes something else than \(plan.backbone.description): "
          + strange.listed(atMost: 4),
        "only torchvision's layers, with ReLU, have a place here"
      )
    }
  }

  private func unfit(_ problem: String, _ remedy: String) -> CheckpointError {
    CheckpointError(file: file.path, problem: problem, remedy: remedy)
  }

  /// Layers that do nothing outside of training.
  private static let withoutEffect: Set = ["Identity", "Dropout", "Dropout2d"]

  /// PyTorch's class of an add-on layer.
  private static func className(_ operation: Networks.Operation) -> String? {
    switch operation {
    case .convolution: "Conv2d"
    case .relu: "ReLU"
    case .sigmoid: "Sigmoid"
    default: nil
    }
  }
}
