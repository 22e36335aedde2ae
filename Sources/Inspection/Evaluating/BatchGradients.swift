import Checkpoints
import Datasets
import Engines
import Experiments
package import Foundation
import Networks
import ProtoPNet
package import Recipe
import Runs
import Tensors

/// The gradient of the objective for one batch of pictures, by the parameters' names in a checkpoint.
package struct BatchGradients {
  let checkpoint: String
  let images: [String]
  let labels: [Int]
  let costs: Costs
  let coefficients: Coefficients
  let normalization: BatchNormalizationMode
  /// [N, K].
  let logits: Tensor
  /// By paths such as `/gradients/backbone/features.0.weight`, each of its parameter's shape.
  let gradients: [String: Tensor]

  /// The weighted sum that the gradients are of.
  package var total: Double { costs.total }
  package var imageCount: Int { images.count }
  package var gradientCount: Int { gradients.count }

  /// Writes them as an HDF5 file, with the costs by name and what the numbers are as attributes.
  ///
  /// - Throws: `CheckpointError` where the file cannot be written.
  package func write(to file: URL) throws {
    var attributes: [String: HDF5Attribute] = [
      "format": .text("protopnet-gradients"), "format_version": .integer(1),
      "checkpoint": .text(checkpoint), "batch_normalization": .text(normalization.rawValue),
      "total": .double(costs.total),
      "objective": .text(
        "sum over terms of coefficient times cost; weight decay has no part in it"
      ),
    ]
    for (term, value) in costs.values { attributes["cost_\(term.rawValue)"] = .double(value) }
    for term in CostTerm.weighted where costs[term] != nil {
      attributes["coefficient_\(term.rawValue)"] = .double(coefficients.signed(term))
    }
    var datasets: [String: TensorFile.Dataset] = [
      "/images": .texts(images), "/labels": .integers(labels, shape: [labels.count]),
      "/logits": .floats(logits),
    ]
    var notes = Self.notes.mapValues(\.attributes)
    for (path, gradient) in gradients {
      datasets[path] = .floats(gradient)
      notes[path] = Self.gradientNote.attributes
      notes[path]?["shape"] = .integers(gradient.shape.dimensions)
    }
    try TensorFile.write(to: file, attributes: attributes, datasets: datasets, notes: notes)
  }

  private static let notes = [
    "/images": DatasetNote("picture", "path below the folder", "the pictures' names"),
    "/labels": DatasetNote("picture", "index of the class", "the pictures' classes"),
    "/logits": DatasetNote("picture, class", "logit", "what the network says of the batch"),
  ]
  private static let gradientNote = DatasetNote(
    "as the parameter",
    "objective per unit of the parameter",
    "the gradient of the objective, the mean over the batch"
  )
}

extension CheckpointEvaluator {
  /// The gradient of the checkpoint's objective for `count` pictures of a folder from one on, in the
  /// folder's order; nil takes the experiment's batch size.
  ///
  /// Coefficients are the experiment's. Nothing is changed, flipped or augmented. Of a ProtoPNet all
  /// parameters have gradients, the last layer too.
  ///
  /// - Throws: As ``predictions(on:batchSize:keepingLatents:progress:)``, and ``RunError`` where there is no
  ///   such picture.
  package func gradients(
    on folder: URL,
    from first: Int = 0,
    count: Int? = nil,
    normalization: BatchNormalizationMode = .train
  ) throws -> BatchGradients {
    let images = try dataset(folder).test.images
    guard images.indices.contains(first) else {
      throw RunError.unfit(
        checkpoint: restored.name,
        problem: "there is no picture \(first) in \(folder.relativePath), which has \(images.count)"
      )
    }
    let experiment = restored.experiment
    let size = min(count ?? experiment.optimizer.batchSize, images.count - first)
    let loader = ImageLoader(images: images, transform: restored.transform)
    let network = restored.network.trained
    var found: BatchGradients?
    try loader.forEachBatch(order: Array(first..<first + size), batchSize: size) { batch in
      let layers = try network.compiled(
        .whole,
        shape: batch.images.shape,
        mode: Mode(
          batchNormalization: normalization,
          trainsFrom: 0
        )
      )
      let step = step(try layers.forward(batch.images), batch.labels, experiment.coefficients)
      if let gradient = step.outputGradient { try layers.backward(gradient) }
      var gradients: [String: Tensor] = [:]
      for specification in network.parameters.specifications where specification.isTrainable {
        let name = specification.name
        gradients["/gradients/\(name)"] = network.parameters.gradient(name)
      }
      gradients["/gradients/prototypes/vectors"] = step.headGradients[.prototypes]
      gradients["/gradients/last_layer/weight"] = step.headGradients[.lastLayer]
      found = BatchGradients(
        checkpoint: restored.name,
        images: batch.indices.map { images[$0].path },
        labels: batch.labels,
        costs: step.figures.costs,
        coefficients: experiment.coefficients,
        normalization: normalization,
        logits: step.figures.logits,
        gradients: gradients
      )
    }
    guard let found else { preconditionFailure("a batch of no picture") }
    return found
  }

  /// Costs and gradients by the layers' output, [N, …].
  private func step(
    _ output: Tensor,
    _ labels: [Int],
    _ coefficients: Coefficients
  ) -> TrainingStep {
    switch restored.network {
    case .baseline(let network):
      return network.step(
        output: output,
        labels: labels,
        coefficients: coefficients,
        trains: true
      )
    case .protopnet(let network):
      let step = network.head.trainingStep(
        latent: output,
        labels: labels,
        coefficients: coefficients,
        needs: [.latent, .prototypes, .lastLayer]
      )
      return TrainingStep(
        figures: step.figures,
        outputGradient: step.latentGradient,
        headGradients: step.headGradients
      )
    }
  }
}
