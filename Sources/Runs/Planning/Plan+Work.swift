import Datasets
package import Experiments
import Networks
package import Recipe

extension Plan {
  /// For each stage a text that is equal for stages of equal histories on the same pictures.
  package var histories: [String] {
    stages.indices.map { position in
      let done = Array(stages[...position])
      return (done.map(\.definition) + [experiment.settings(deciding: done)]).joined(
        separator: "\n"
      )
    }
  }

  /// The operations of a stage and of the evaluation after it; a backward pass counts as two forward ones.
  ///
  /// - Throws: `ExperimentError` where a declared P is not a multiple of K.
  package func operationCount(of stage: Stage, _ counts: PictureCounts) throws -> Double {
    func visited(_ length: Length) -> Int {
      switch length {
      case .epochs(let epochs): epochs * counts.train
      case .steps(let steps): steps * experiment.optimizer.batchSize
      }
    }
    let mirrored = experiment.data.flip ? 2 : 1
    let once = mirrored * counts.train
    let images =
      switch stage {
      case .warmUp(let length):
        (computesOnce(stage) ? once : visited(length)) + initialPatches(counts)
      case .joint(_, let length): 3 * visited(length)
      case .projection, .pruning: counts.projection
      case .lastLayer(_, let optimization):
        computesOnce(stage) ? once : visited(optimization.length)
      }
    let prototypes = try prototypeCount(classCount: counts.classes)
    return Double(images + counts.tested)
      * operationCount(classCount: counts.classes, prototypeCount: prototypes)
  }

  /// The pictures that a warm-up looks at for patches to begin with.
  func initialPatches(_ counts: PictureCounts) -> Int {
    experiment.model == .protopnet && experiment.prototypes.initialization == .patches
      ? counts.projection : 0
  }
}

/// How many pictures an experiment has.
package struct PictureCounts {
  package let classes, train, projection, test, validation: Int

  /// Those that are classified after every stage.
  package var tested: Int { test + validation }

  /// Nil where the pictures are not there yet.
  ///
  /// - Throws: `DatasetError` for unfit pictures.
  package init?(_ experiment: Experiment) throws {
    let data = ExperimentData(experiment)
    guard data.isHere, data.missing == nil else {
      // Drawn pictures are as many as their configuration says.
      guard let birds = experiment.toyBirdsConfiguration else { return nil }
      classes = ToyBirds.classes.count
      train = classes * birds.trainPerClass
      projection = train
      (test, validation) = (classes * birds.testPerClass, 0)
      return
    }
    let dataset = try data.list()
    classes = dataset.classCount
    train = data.trainingCount(of: dataset)
    projection = dataset.projection.count
    (test, validation) = (dataset.test.count, dataset.validation?.count ?? 0)
  }
}
