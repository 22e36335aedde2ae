import Experiments
import Networks
import Recipe
import Testing

/// Experiments that fit a number of photographs.
struct StarterExperimentTests {
  private func starter(
    classSizes: [Int],
    test: String? = "test",
    shortSide: Int = 300,
    weights: String? = "w.h5",
    weightsAreCaffes: Bool = false,
    architecture: Architecture = .vgg16
  ) -> StarterExperiment {
    StarterExperiment(
      name: "mine",
      photographs: PhotographFolder(
        folder: "photos",
        train: "train",
        test: test,
        validation: nil,
        classSizes: classSizes,
        shortSide: shortSide
      ),
      architecture: architecture,
      weights: weights,
      weightsAreCaffes: weightsAreCaffes
    )
  }

  /// Of any number and size of photographs the text is a valid experiment with what was decided.
  @Test(arguments: [[2, 2], [1, 9], [20, 32, 16], [60, 60], [4000, 9000], [20_000, 30_000]])
  func isAValidExperiment(_ classSizes: [Int]) throws {
    for (shortSide, test, weights) in [
      (300, "test", "w.h5"), (100, nil, nil), (28, "val", "w.h5"),
    ] as [(Int, String?, String?)] {
      let starter = starter(
        classSizes: classSizes,
        test: test,
        shortSide: shortSide,
        weights: weights
      )
      let experiment = try Experiment(yaml: starter.yaml, file: "mine.yaml")
      #expect(experiment.data.imageSize == starter.imageSize)
      #expect(experiment.optimizer.batchSize == starter.batchSize)
      #expect(experiment.data.testFolder == test)
      #expect((experiment.data.testSplit == nil) == (test != nil))
      #expect(experiment.backbone.weights == weights)
      #expect(experiment.prototypes.perClass == starter.prototypesPerClass)
      #expect(experiment.schedule.warmUp == .steps(starter.warmUpSteps))
      #expect((experiment.data.augmentation != nil) == (starter.copiesOfEachKind > 0))
    }
  }

  @Test func fitsTheNumberOfPhotographs() {
    let few = starter(classSizes: [5, 6])
    #expect(few.prototypesPerClass == 5)
    #expect(few.batchSize == 11)
    #expect(few.copiesOfEachKind == 10)
    #expect(starter(classSizes: [600, 399]).copiesOfEachKind == 5)
    let many = starter(classSizes: [9000, 9000])
    #expect(many.prototypesPerClass == 10)
    #expect(many.copiesOfEachKind == 0)
    #expect(many.jointSteps > few.jointSteps)
    // A fifth of the photographs is the test's where there is no test split.
    #expect(starter(classSizes: [10, 10], test: nil).prototypesPerClass == 8)
  }

  /// Caffe's weights have their features scaled where the weights can do it; torchvision's stay.
  @Test func scalesTheFeaturesOfCaffesWeights() throws {
    for (caffe, architecture, scale) in [
      (true, .vgg16, 0.0625), (false, .vgg16, nil), (true, .vgg16WithNormalization, nil),
    ] as [(Bool, Architecture, Double?)] {
      let text = starter(
        classSizes: [60, 60],
        weightsAreCaffes: caffe,
        architecture: architecture
      ).yaml
      let experiment = try Experiment(yaml: text, file: "mine.yaml")
      #expect(experiment.backbone.featureScale == scale)
      #expect(experiment.prototypes.initialization == .patches)
    }
  }

  /// Validation takes photographs away only where enough are left.
  @Test func sparesPhotographsForValidation() throws {
    for (size, isSpared) in [(19, false), (20, true)] {
      let text = starter(classSizes: [size, 60]).yaml
      let experiment = try Experiment(yaml: text, file: "mine.yaml")
      #expect((experiment.data.validation?.share == 0.1) == isSpared)
    }
  }
}
