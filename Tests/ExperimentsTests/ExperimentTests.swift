import Experiments
import Recipe
import Testing

struct ExperimentTests {
  static let minimal = """
    name: minimal
    data:
      source: image-folder
      folder: photos
      image-size: 64
    backbone:
      architecture: vgg11
    schedule:
      cycles:
        - joint:
            epochs: 1
    """

  @Test func fillsInTheReleasedCodesValues() throws {
    let experiment = try Experiment(yaml: Self.minimal, file: "x.yaml")

    #expect(experiment.seeds == [1])
    #expect(experiment.addOnLayers.channels == 128)
    #expect(experiment.prototypes.perClass == 10)
    #expect(experiment.prototypes.similarity.epsilon == 1e-4)
    #expect(experiment.coefficients[.cluster] == 0.8)
    #expect(experiment.coefficients[.separation] == 0.08)
    #expect(experiment.coefficients[.lastLayerL1] == 1e-4)
    #expect(experiment.optimizer.batchSize == 80)
    #expect(experiment.optimizer.warmUp.addOnLayers == 3e-3)
    #expect(experiment.optimizer.joint.backbone == 1e-4)
    #expect(experiment.optimizer.joint.decay?.every == .epochs(5))
    #expect(experiment.optimizer.joint.decay?.factor == 0.1)
    #expect(experiment.optimizer.warmUp.decay == nil)
    #expect(experiment.schedule.warmUp == .epochs(5))
    #expect(experiment.schedule.cycles.map(\.projection) == [true])
    #expect(experiment.schedule.cycles.map(\.lastLayer) == [nil])
    #expect(experiment.backbone.batchNormalization.warmUp == .train)
    #expect(experiment.backbone.batchNormalization.lastLayer == .evaluate)
  }

  @Test func resolvesToATextThatReadsBackEqual() throws {
    let text = """
      name: everything
      description: "a \\"quoted\\" text: with a colon, ümlaut and\\ttab"
      seeds: [3, 1, 2]
      data:
        source: toy-birds
        folder: "a folder/with: signs"
        toy-birds: {seed: 7, picture-size: 64}
        image-size: 64
        flip: true
        normalization: {mean: [0.5, 0.25, 0], standard-deviation: [1, 0.1, 3e-4]}
      backbone:
        architecture: vgg16_bn
        cut-after: block-4
        weights: "true"
        batch-normalization: {warm-up: evaluate}
      add-on-layers: {kind: bottleneck, channels: 64}
      prototypes: {count: 40, height: 2, similarity: {function: linear}}
      coefficients: {cluster: 0, separation: 0}
      optimizer:
        batch-size: 7
        warm-up: {decay: {every: {steps: 100}, convention: counting-from-one}}
        joint: {moments: restarted}
        last-layer: {learning-rate: 0.5}
      schedule:
        warm-up: {steps: 30}
        cycles:
          - {joint: {steps: 5}, last-layer: {epochs: 3}, repeat: 2}
          - {projection: false, last-layer: {steps: 9}}
      engine: {convolution: direct, threads: 1}
      pictures: {prototypes: 0}
      """
    let experiment = try Experiment(yaml: text, file: "x.yaml")
    let again = try Experiment(yaml: experiment.resolvedYAML, file: "y.yaml")

    #expect(again == experiment)
    #expect(again.resolvedYAML == experiment.resolvedYAML)
    #expect(again.description == "a \"quoted\" text: with a colon, ümlaut and\ttab")
    #expect(again.backbone.weights == "true")
    #expect(again.schedule.cycles[1].lastLayer?.length == .steps(9))
    #expect(experiment.data.toyBirds?.trainPerClass == 100)
  }

  @Test func presetsSetWhatTheFileDoesNot() throws {
    func modes(_ more: String) throws -> [BatchNormalizationMode] {
      let experiment = try Experiment(yaml: Self.minimal + more, file: "x.yaml")
      // What a run is made from reads back equal, the preset's values spelled out.
      #expect(try Experiment(yaml: experiment.resolvedYAML, file: "y.yaml") == experiment)
      let modes = experiment.backbone.batchNormalization
      return [modes.warmUp, modes.lastLayer]
    }
    #expect(try modes("") == [.train, .evaluate])
    #expect(try modes("\npreset: as-paper") == [.evaluate, .evaluate])
    #expect(try modes("\npreset: as-released-code") == [.train, .train])
    let replaced = try Experiment(
      yaml: Self.minimal + "\npreset: as-released-code",
      file: "x.yaml",
      options: ["backbone.batch-normalization.last-layer=evaluate"]
    )
    #expect(replaced.backbone.batchNormalization.warmUp == .train)
    #expect(replaced.backbone.batchNormalization.lastLayer == .evaluate)
  }

  @Test func presetsChooseSolverSelectionAndAugmentation() throws {
    func read(_ preset: String?, _ lastLayer: String, _ options: [String] = []) throws -> Experiment
    {
      let text =
        Self.minimal + "\n      last-layer: \(lastLayer)\n" + (preset.map { "preset: \($0)" } ?? "")
      let experiment = try Experiment(yaml: text, file: "x.yaml", options: options)
      #expect(try Experiment(yaml: experiment.resolvedYAML, file: "y.yaml") == experiment)
      return experiment
    }
    func solver(_ preset: String?, _ lastLayer: String) throws -> LastLayerOptimization.Solver? {
      try read(preset, lastLayer).schedule.cycles[0].lastLayer?.solver
    }
    #expect(try solver(nil, "{}") == .adam)
    #expect(try solver("as-paper", "{}") == .convex)
    #expect(try solver("as-released-code", "{}") == .adam)
    // The file's own words go first; a length is one.
    #expect(try solver("as-paper", "{epochs: 3}") == .adam)
    #expect(try solver("as-released-code", "{solver: convex}") == .convex)

    #expect(try read("as-paper", "{}").data.selection == nil)
    #expect(try read("as-released-code", "{}").data.selection == .test)
    let last = ["data.selection=last-stage"]
    #expect(try read("as-released-code", "{}", last).data.selection == .lastStage)

    let rotation = ["data.augmentation.rotation=5"]
    let preset = { try read($0, "{}", rotation).data.augmentation?.preset }
    #expect(try preset("as-paper") == .asPaper)
    #expect(try preset("as-released-code") == .asReleasedCode)
    #expect(throws: ExperimentError.self) { try preset(nil) }
  }

  @Test func theConvexSolverHasAToleranceAndALimit() throws {
    let text =
      Self.minimal
      + "\n      last-layer: {solver: convex, tolerance: 1e-5, own-class-limit: 20}\n"
    let experiment = try Experiment(yaml: text, file: "x.yaml")
    let stage = try #require(experiment.schedule.cycles[0].lastLayer)
    #expect(stage.solver == .convex)
    #expect(stage.tolerance == 1e-5)
    #expect(stage.ownClassLimit == 20)
    #expect(stage.iterationLimit == 200)
    #expect(try Experiment(yaml: experiment.resolvedYAML, file: "y.yaml") == experiment)
    #expect(!experiment.resolvedYAML.contains("checks"))
    #expect(!experiment.checks.lastLayer)

    let error = try #require(throws: ExperimentError.self) {
      try Experiment(
        yaml: text,
        file: "x.yaml",
        options: ["schedule.cycles[0].last-layer.epochs=3"]
      )
    }
    #expect(error.description.contains("'epochs' is Adam's; the convex solver stops at its"))
    // Experiments from before keep their digests.
    let adam = try Experiment(
      yaml: Self.minimal + "\n      last-layer: {epochs: 3}\n",
      file: "x.yaml"
    )
    #expect(!adam.resolvedYAML.contains("tolerance") && !adam.resolvedYAML.contains("moments"))
  }

  @Test func keysOfTheOtherSolverAreRefusedUnlessTheyAreNull() throws {
    let text = Self.minimal + "\n      last-layer: {solver: convex, own-class-limit: 3}\n"
    let (key, limit) = (
      "schedule.cycles[0].last-layer.solver=adam", "schedule.cycles[0].last-layer.own-class-limit"
    )
    let error = try #require(throws: ExperimentError.self) {
      try Experiment(yaml: text, file: "x.yaml", options: [key])
    }
    #expect(
      error.description.contains("'own-class-limit' is the convex solver's; add 'solver: convex'")
    )
    let options = [key, limit + "=null", "schedule.cycles[0].last-layer.epochs=10"]
    let adam = try Experiment(yaml: text, file: "x.yaml", options: options)
    #expect(adam.schedule.cycles[0].lastLayer?.length == .epochs(10))
    #expect(adam.schedule.cycles[0].lastLayer?.ownClassLimit == nil)
  }

  @Test func aWidthAndWeightsExcludeEachOther() throws {
    let options = ["backbone.width-multiplier=0.5", "backbone.weights=a.h5"]
    let error = try #require(throws: ExperimentError.self) {
      try Experiment(yaml: Self.minimal, file: "x.yaml", options: options)
    }
    #expect(error.description.contains("a network of another width cannot take weights"))
    let both = ["start-from=a.h5", "backbone.weights=a.h5"]
    #expect(throws: ExperimentError.self) {
      try Experiment(yaml: Self.minimal, file: "x.yaml", options: both)
    }
  }

  @Test func namesRunsByDigestAndSeed() throws {
    let experiment = try Experiment(yaml: Self.minimal, file: "x.yaml")
    let id = experiment.runID(seed: 4)
    #expect(id.hasSuffix("-s4"))
    #expect(id.count == 15)
    #expect("\(experiment.digest)".hasPrefix(id.prefix(12)))
  }

  @Test func keepsTheDigestWhenOnlyWordsOrSeedsChange() throws {
    let experiment = try Experiment(yaml: Self.minimal, file: "x.yaml")
    func digest(_ text: String) throws -> String {
      "\(try Experiment(yaml: text, file: "z.yaml").digest)"
    }
    let described = Self.minimal + "\ndescription: another\nseeds: [5]\n# a comment"
    #expect(try digest(described) == "\(experiment.digest)")
    let spelledOut = Self.minimal + "\noptimizer:\n  batch-size: 80"
    #expect(try digest(spelledOut) == "\(experiment.digest)")
    let changed = Self.minimal + "\noptimizer:\n  batch-size: 81"
    #expect(try digest(changed) != "\(experiment.digest)")
  }

  @Test func appliesOptions() throws {
    let experiment = try Experiment(
      yaml: Self.minimal,
      file: "x.yaml",
      options: [
        "optimizer.batch-size=12", "data.image-size=96", "schedule.cycles[0].joint.epochs=7",
        "data.normalization={mean: [0, 0, 0], standard-deviation: [1, 1, 1]}",
      ]
    )
    #expect(experiment.optimizer.batchSize == 12)
    #expect(experiment.data.imageSize == 96)
    #expect(experiment.schedule.cycles[0].joint == .epochs(7))
    #expect(experiment.data.normalization?.mean == [0, 0, 0])
  }

  @Test func pointsAtAValueAfterReading() throws {
    let experiment = try Experiment(yaml: Self.minimal, file: "x.yaml")
    #expect(
      experiment.problem(at: "data.image-size", "too small").description == """
        x.yaml:5:15: too small
            5 |   image-size: 64
              |               ^
        """
    )
    // A default has no place of its own: the section around it stands in.
    #expect(
      experiment.problem(at: "backbone.cut-after", "no such block").description
        .hasPrefix("x.yaml:7:3: no such block")
    )
    #expect(experiment.problem(at: "pictures", "no").description == "x.yaml: no")
  }
}
