import Experiments
import Recipe
import Testing

struct ModelTests {
  /// A whole file of ProtoPNet, with a value of its own for every key that a baseline has no use for.
  private static let whole = """
    name: whole
    preset: as-paper
    data: {source: image-folder, folder: photos, image-size: 64, flip: true}
    backbone:
      architecture: resnet18
      batch-normalization: {warm-up: evaluate, last-layer: evaluate}
    add-on-layers: {kind: bottleneck, channels: 64}
    prototypes: {per-class: 3, height: 2, similarity: {function: linear}}
    coefficients: {cross-entropy: 2, cluster: 0.5, separation: 0, last-layer-l1: 0.001}
    optimizer:
      batch-size: 12
      warm-up: {add-on-layers: 0.01, prototypes: 0.02, weight-decay: 0.1}
      joint: {backbone: 0.001, add-on-layers: 0.002, prototypes: 0.005}
      last-layer: {learning-rate: 0.5}
    schedule:
      warm-up: {epochs: 3}
      cycles:
        - joint: {epochs: 2}
          projection: false
          last-layer: {solver: convex}
          pruning: {nearest: 4}
          repeat: 2
        - last-layer: {epochs: 9}
        - joint: {epochs: 0}
        - joint: {steps: 7}
    pictures: {prototypes: 4}
    checks: {last-layer: true}
    """

  private func experiment(
    _ text: String = whole,
    _ options: String...
  ) throws -> Experiment {
    try Experiment(yaml: text, file: "x.yaml", options: options)
  }

  @Test func isProtoPNetWhereNothingIsSaid() throws {
    let silent = try experiment()
    #expect(silent.model == .protopnet)
    #expect(!silent.resolvedYAML.contains("model"))
    // Saying so makes no other experiment of it.
    let explicit = try experiment(Self.whole, "model=protopnet")
    #expect(explicit == silent)
    #expect(explicit.digest == silent.digest)
  }

  @Test func aBaselineWritesWhatItUses() throws {
    let baseline = try experiment(Self.whole, "model=baseline")
    #expect(baseline.model == .baseline)
    #expect(
      baseline.resolvedYAML == """
        name: whole
        preset: as-paper
        model: baseline
        seeds: [1]
        data:
          source: image-folder
          folder: photos
          train: train
          test: test
          image-size: 64
          flip: true
        backbone:
          architecture: resnet18
          batch-normalization:
            warm-up: evaluate
        optimizer:
          batch-size: 12
          warm-up:
            add-on-layers: 0.01
            weight-decay: 0.1
          joint:
            backbone: 0.001
            add-on-layers: 0.002
            weight-decay: 0.001
            decay:
              every:
                epochs: 5
              factor: 0.1
              convention: counting-from-zero
        schedule:
          warm-up:
            epochs: 3
          cycles:
            - joint:
                epochs: 2
              repeat: 2
            - joint:
                steps: 7
              repeat: 1
        engine:
          convolution: winograd
          threads: 0
        checkpoints:
          every: "15min"
          keep: 2

        """
    )
    #expect(try experiment(baseline.resolvedYAML) == baseline)
  }

  @Test(
    arguments: [
      "add-on-layers.channels=32", "prototypes={count: 8}", "coefficients.cluster=0.1",
      "coefficients.cross-entropy=1", "optimizer.warm-up.prototypes=1",
      "optimizer.joint.prototypes=1", "optimizer.last-layer.learning-rate=1",
      "schedule.cycles[0].projection=true", "schedule.cycles[0].last-layer={epochs: 5}",
      "schedule.cycles[1].last-layer={epochs: 5}", "schedule.cycles[0].pruning.nearest=9",
      "backbone.batch-normalization.last-layer=train", "pictures.prototypes=1",
      "checks.last-layer=false",
    ]
  )
  func whatABaselineHasNoUseForMakesNoOtherRun(_ option: String) throws {
    let baseline = try experiment(Self.whole, "model=baseline")
    let other = try experiment(Self.whole, "model=baseline", option)
    #expect(other == baseline)
    #expect(other.digest == baseline.digest)
    // Though it does make another ProtoPNet.
    #expect(try experiment(Self.whole, option).digest != experiment().digest)
  }

  @Test(
    arguments: [
      "optimizer.warm-up.add-on-layers=1", "optimizer.joint.backbone=1",
      "schedule.cycles[0].joint.epochs=5", "schedule.cycles[0].repeat=3", "data.flip=false",
      "backbone.batch-normalization.warm-up=train", "optimizer.batch-size=5",
    ]
  )
  func whatABaselineUsesMakesAnotherRun(_ option: String) throws {
    let baseline = try experiment(Self.whole, "model=baseline")
    #expect(try experiment(Self.whole, "model=baseline", option).digest != baseline.digest)
  }

  @Test func aBaselineOfTheWarmUpAloneReadsBack() throws {
    let text = """
      name: short
      model: baseline
      data: {source: toy-birds, image-size: 64}
      backbone: {architecture: vgg11}
      schedule: {warm-up: {epochs: 1}, cycles: [{last-layer: {epochs: 1}}, {projection: true}]}
      """
    let baseline = try experiment(text)
    #expect(baseline.schedule.cycles.map(\.joint) == [nil])
    #expect(try experiment(baseline.resolvedYAML) == baseline)
  }

  @Test func unusedKeysAreReadAllTheSame() throws {
    let error = try #require(throws: ExperimentError.self) {
      try experiment(Self.whole, "model=baseline", "prototypes.per-class=none")
    }
    #expect(error.description.contains("'per-class' in 'prototypes' must be"))
    #expect(throws: ExperimentError.self) {
      try experiment(Self.whole, "model=baselin")
    }
  }

  @Test func aBaselineStartsFromNoNetwork() throws {
    let error = try #require(throws: ExperimentError.self) {
      try experiment(Self.whole + "\nstart-from: a.h5\nmodel: baseline")
    }
    #expect(error.description.hasPrefix("x.yaml:28:13: a baseline begins with weights of its"))
  }
}
