package import ArgumentParser
import Checkpoints
import Engine
import Engines
import Foundation
import Networks
import ProtoPNet
import Recipe
import Tensors

/// `protopnet-bench gradients`: a training step's gradients and decisions, for another program to repeat.
package struct GradientsCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "gradients",
    abstract: "Write one batch's gradients with all that another program needs to repeat them.",
    discussion: """
      The network has random parameters and is in training mode. The HDF5 file holds 'parameters' \
      and 'gradients' by name, 'pictures', 'labels', 'latent' (what the head reads), 'logits' and, in \
      'rectified', the result of every ReLU in order. These tell on which side of zero each activation \
      lies and which cell of a pooling's window is the largest. Rounding tips those that are nearly \
      even, and a gradient on the other side is another one; Sources/protopnet-bench/peer/parity.py \
      computes the released code's gradient on the same side.
      """
  )

  @Option(help: "A backbone by torchvision's name.")
  var architecture = Architecture.vgg16

  @Option(help: "The pictures of the batch.")
  var batchSize = 8

  @Option(help: "The edge of a picture, in pixels.")
  var imageSize = 224

  @Option(help: "How convolutions are computed: fastest, winograd or direct.")
  var convolution = ConvolutionAlgorithm.direct

  @OptionGroup var start: StartOptions

  @Argument(help: "The HDF5 file to write.", completion: .file())
  var output: String

  package init() {}

  /// - Throws: `ValidationError` for an empty batch and pictures that are too small.
  package func validate() throws {
    guard batchSize > 0, imageSize >= 32 else {
      throw ValidationError("the batch must not be empty, and pictures at least 32 pixels wide")
    }
  }

  /// - Throws: `NetworkError` for pictures that do not fit the network, and `CheckpointError` for a
  ///   file that cannot be written.
  package func run() throws {
    let network = try PrototypeNetwork.random(
      architecture,
      prototypesPerClass: 10,
      engine: Engine(convolution: convolution),
      residualScale: start.residualScale
    )
    let batch = LearnablePictures(batchCount: 1, batchSize: batchSize, imageSize: imageSize)
    let pictures = batch.batches[0]
    var datasets: [String: TensorFile.Dataset] = [
      "pictures": .floats(pictures),
      "labels": .integers(batch.labels, shape: [batchSize]),
      "parameters/prototypes": .floats(network.head.prototypeLayer.prototypes),
    ]
    for parameter in network.parameters.specifications {
      datasets["parameters/\(parameter.name)"] = .floats(network.parameters[parameter.name])
    }
    for (position, map) in try network.rectified(pictures).enumerated() {
      datasets["rectified/\(position)"] = .floats(map)
    }
    let found = try TrainingSteps(.joint, of: network).gradients(pictures, labels: batch.labels)
    datasets["latent"] = .floats(found.latent)
    datasets["logits"] = .floats(found.head.logits)
    datasets["gradients/prototypes"] = found.head.prototypeGradient.map { .floats($0) }
    for parameter in network.parameters.specifications where parameter.isTrainable {
      datasets["gradients/\(parameter.name)"] = .floats(network.parameters.gradient(parameter.name))
    }
    try TensorFile.write(
      to: URL(fileURLWithPath: output),
      attributes: ["architecture": .text(architecture.rawValue)],
      datasets: datasets
    )
  }
}

extension PrototypeNetwork {
  /// The result of every ReLU in training mode, in order, each by running the network up to it.
  fileprivate func rectified(_ pictures: Tensor) throws -> [Tensor] {
    let whole = graph(.whole)
    return try whole.nodes.indices.compactMap { node in
      guard case .relu = whole.nodes[node].operation else { return nil }
      return try parameters.compile(
        whole.cut(after: node),
        inputShape: pictures.shape,
        mode: Mode(batchNormalization: .train, trainsFrom: nil)
      ).forward(pictures)
    }
  }
}
