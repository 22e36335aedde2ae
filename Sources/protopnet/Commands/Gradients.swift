import ArgumentParser
import Foundation
import Inspection
import Recipe

/// `protopnet gradients`: the gradient of the objective for one batch, to be compared from outside.
struct Gradients: LongCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the gradient of a checkpoint's objective for one batch of pictures.",
    discussion: """
      The objective is the joint stage's, with the coefficients of the checkpoint's experiment. The \
      pictures are those of the folder in the order of 'evaluate', neither flipped nor augmented. The \
      HDF5 file holds /gradients/backbone/…, /gradients/add_on_layers/…, /gradients/prototypes/vectors and \
      /gradients/last_layer/weight in the shapes of the parameters of a checkpoint, /images, /labels and \
      /logits; the costs, their coefficients and the total are attributes. The batch is \
      one share, whatever 'optimizer.shares' says. Nothing is trained.

        protopnet gradients CHECKPOINT --dataset photos --output gradients.h5
      """
  )

  @Argument(help: "A checkpoint of a run, HDF5.", completion: .file(extensions: ["h5"]))
  var checkpoint: String

  @Option(
    help: "A folder with a directory per class, or one with such a folder named 'test'.",
    completion: .directory
  )
  var dataset: String

  @Option(help: "The HDF5 file to write.", completion: .file())
  var output: String

  @Option(
    help: "The pictures of the batch, 1 to 4096; those of the experiment's batches unless given."
  )
  var batchSize: Int?

  @Option(help: "The first picture of the batch, counted from 0.")
  var first = 0

  @Option(
    help: """
      train: batch normalisation by the batch, as in a joint stage. evaluate: by running statistics.
      """
  )
  var batchNormalization = BatchNormalizationMode.train

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "computing the gradient" }
  var afterInterruption: String {
    "nothing was written; the same command begins anew"
  }

  func validate() throws {
    guard batchSize.map((1...4096).contains) ?? true, first >= 0 else {
      throw ValidationError("a batch has 1 to 4096 pictures, counted from picture 0 on")
    }
  }

  func run() throws {
    let gradients = try CheckpointEvaluator(checkpoint: URL(fileURLWithPath: checkpoint))
      .gradients(
        on: URL(fileURLWithPath: dataset),
        from: first,
        count: batchSize,
        normalization: batchNormalization
      )
    try gradients.write(to: URL(fileURLWithPath: output))
    Console.print(
      "\(gradients.gradientCount) gradients of \(gradients.imageCount) pictures, total cost "
        + "\(gradients.total)"
    )
  }
}

extension BatchNormalizationMode: ExpressibleByArgument {}
