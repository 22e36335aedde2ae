package import Datasets
package import Engines
package import Experiments
import Recipe
import SoftmaxRegression

extension RunRecord {
  /// The record of a run before its first stage.
  ///
  /// `weights` describes what the network begins with where that is not drawn at random.
  ///
  /// - Throws: What the file system says of pictures that cannot be read.
  package init(
    _ plan: Plan,
    _ dataset: Dataset,
    seed: UInt64,
    prototypeCount: Int,
    weights: String?,
    engine: any ComputeEngine
  ) throws {
    let experiment = plan.experiment
    self.init(
      experiment: experiment.name,
      experimentDigest: "\(experiment.digest)",
      runID: experiment.runID(seed: seed),
      seed: seed,
      environment: RunRecord.Environment(
        program: Program.name,
        library: "\(engine.libraryName), \(OpenBLAS.description)",
        processor: engine.processorName,
        threads: engine.threadCount,
        convolution: experiment.engine.library == .torch
          ? "libtorch" : experiment.engine.convolution.rawValue,
        precision: experiment.engine.precision?.rawValue
      ),
      data: RunRecord.DataSummary(
        name: dataset.name,
        classNames: dataset.classNames,
        imageSize: experiment.data.imageSize,
        splits: try dataset.splits.map { try RunRecord.DataSummary.Split($0, experiment) }
      ),
      network: plan.summary(
        classCount: dataset.classCount,
        prototypeCount: prototypeCount,
        weights: weights
      )
    )
    model = experiment.model == .protopnet ? nil : experiment.model
    let selection = experiment.data.selection
    self.selection = selection == .lastStage ? nil : selection
    deviations = experiment.deviations
    warnings = dataset.remarks
  }
}

extension RunRecord.DataSummary.Split {
  /// A split of an experiment's pictures; one that was drawn names its pictures.
  fileprivate init(_ set: ImageSet, _ experiment: Experiment) throws {
    let isDrawn =
      set.name == "validation" && experiment.data.validation?.folder == nil
      || set.name == "test" && experiment.data.testSplit != nil
    self.init(
      name: set.name,
      imageCount: set.count,
      digest: "\(try set.digest())",
      images: isDrawn ? set.images.map(\.path) : nil
    )
  }
}
