import Experiments
import Recipe
import Testing

struct RunningSectionsTests {
  private func experiment(_ options: [String]) throws -> Experiment {
    try Experiment(yaml: ExperimentTests.minimal, file: "x.yaml", options: options)
  }

  /// How much memory features take decides no bit, so it makes no other run.
  @Test func readsTheMemoryOfFeatures() throws {
    let plain = try experiment([])
    #expect(plain.engine.featureCacheByteCount == 4_000_000_000)
    #expect(!plain.resolvedYAML.contains("feature-cache"))
    let small = try experiment(["engine.feature-cache-gigabytes=0.5"])
    #expect(small.engine.featureCacheByteCount == 500_000_000)
    #expect(small.digest == plain.digest)
    #expect(try Experiment(yaml: small.resolvedYAML, file: "x.yaml") == small)
    let huge = try experiment(["engine.feature-cache-gigabytes=1e300"])
    #expect(huge.engine.featureCacheByteCount > 1_000_000_000_000)
    #expect(throws: ExperimentError.self) { try experiment(["engine.feature-cache-gigabytes=-1"]) }
    #expect(throws: ExperimentError.self) {
      try experiment(["engine.feature-cache-gigabytes=4 GiB"])
    }
  }

  /// Floats are the default, said or not, and another precision is another experiment.
  @Test func readsThePrecision() throws {
    let plain = try experiment([])
    #expect(plain.engine.precision == nil && !plain.resolvedYAML.contains("precision"))
    let float32 = try experiment(["engine.precision=float32"])
    #expect(
      float32 == plain && float32.digest == plain.digest && float32.deviations == plain.deviations
    )
    let bfloat16 = try experiment(["engine.precision=bfloat16"])
    #expect(bfloat16.engine.precision == .bfloat16 && bfloat16.digest != plain.digest)
    #expect(try Experiment(yaml: bfloat16.resolvedYAML, file: "x.yaml") == bfloat16)
    #expect(bfloat16.deviations.contains("engine.precision bfloat16 (float32)"))
    #expect(throws: ExperimentError.self) { try experiment(["engine.precision=half"]) }
  }

  /// oneDNN on the processor is the default, said or not, and any other engine is another experiment.
  @Test func readsLibraryAndDevice() throws {
    let plain = try experiment([])
    #expect(plain.engine.library == nil && plain.engine.place == .processor)
    #expect(try experiment(["engine.library=onednn", "engine.device=cpu"]) == plain)
    let torch = try experiment(["engine.library=torch"])
    #expect(torch.engine.library == .torch && torch.digest != plain.digest)
    #expect(try Experiment(yaml: torch.resolvedYAML, file: "x.yaml") == torch)
    let gpu = try experiment(["engine.library=torch", "engine.device=cuda"])
    #expect(gpu.engine.place == .cuda(0) && gpu.digest != torch.digest)
    #expect(try experiment(["engine.library=torch", "engine.device=cuda:0"]) == gpu)
    #expect(try Experiment(yaml: gpu.resolvedYAML, file: "x.yaml") == gpu)
    #expect(
      try experiment(["engine.library=torch", "engine.device=cuda:1", "engine.precision=tf32"])
        .engine.precision == .tf32
    )
  }

  @Test(arguments: [
    (["engine.device=cuda"], "a GPU needs 'library: torch'"),
    (["engine.library=torch", "engine.device=gpu"], "'device' must be cpu, cuda or cuda:N"),
    (["engine.library=torch", "engine.device=cuda:x"], "'device' must be cpu, cuda or cuda:N"),
    (["engine.library=torch", "engine.precision=tf32"], "'tf32' is of GPUs"),
    (["engine.precision=tf32"], "'tf32' is of GPUs"),
    (["engine.library=torch", "engine.convolution=direct"], "leave 'convolution' out"),
    (["engine.library=keras"], "onednn"),
  ])
  func refusesWhatDoesNotGoTogether(_ options: [String], _ words: String) {
    let error = #expect(throws: ExperimentError.self) { try experiment(options) }
    #expect("\(error.map { "\($0)" } ?? "")".contains(words))
  }

  /// When a run is saved decides no bit either.
  @Test func readsWhenARunIsSaved() throws {
    let plain = try experiment([])
    #expect(plain.checkpoints.every == .time(seconds: 900))
    #expect(plain.checkpoints.keep == 2)
    let texts: [(String, SaveInterval)] = [
      ("90s", .time(seconds: 90)), ("0.5s", .time(seconds: 0.5)), ("2 h", .time(seconds: 7200)),
      ("15min", .time(seconds: 900)), ("500 steps", .steps(500)), ("1 pass", .passes(1)),
    ]
    for (text, interval) in texts {
      let other = try experiment(["checkpoints.every=\(text)", "checkpoints.keep=3"])
      #expect(other.checkpoints.every == interval)
      #expect(other.digest == plain.digest)
      #expect(try Experiment(yaml: other.resolvedYAML, file: "x.yaml") == other)
    }
    for text in ["15", "0s", "-1min", "1e999h", "0 steps", "1.5 steps", "often", "3 days"] {
      let error = try #require(throws: ExperimentError.self) {
        try experiment(["checkpoints.every=\(text)"])
      }
      #expect("\(error)".contains("'every' must be a time such as 90s, 15min or 2h"), "\(text)")
    }
  }

  /// What is logged decides nothing, and leaves the resolved file alone unless it is given.
  @Test func readsWhichStepsAreLogged() throws {
    let plain = try experiment([])
    #expect(plain.logging.everySteps == nil && !plain.resolvedYAML.contains("logging"))
    let logged = try experiment(["logging.every-steps=50"])
    #expect(logged.logging.everySteps == 50)
    #expect(logged.digest == plain.digest && logged.runID(seed: 1) == plain.runID(seed: 1))
    #expect(try Experiment(yaml: logged.resolvedYAML, file: "x.yaml") == logged)
    #expect(throws: ExperimentError.self) { try experiment(["logging.every-steps=0"]) }
    let tested = try experiment(["logging.test-every-passes=2"])
    #expect(tested.logging.testEveryPasses == 2 && tested.digest == plain.digest)
    #expect(try Experiment(yaml: tested.resolvedYAML, file: "x.yaml") == tested)
    #expect(throws: ExperimentError.self) { try experiment(["logging.test-every-passes=0"]) }
    #expect(logged.logging.tensorboard == nil && !logged.resolvedYAML.contains("tensorboard"))
    let shown = try experiment(["logging.tensorboard=true"])
    #expect(shown.logging.tensorboard == true && shown.logging.everySteps == nil)
    #expect(shown.digest == plain.digest)
    #expect(try Experiment(yaml: shown.resolvedYAML, file: "x.yaml") == shown)
    #expect(throws: ExperimentError.self) { try experiment(["logging.tensorboard=yes"]) }
  }

  /// What boxes are of decides what a projection finds; the default is no other experiment when it is said.
  @Test func readsWhatBoxesAreOf() throws {
    let plain = try experiment([])
    #expect(plain.pictures.boxes == nil && !plain.resolvedYAML.contains("boxes"))
    #expect(try experiment(["pictures.boxes=after-projection"]).digest == plain.digest)
    let before = try experiment(["pictures.boxes=before-projection"])
    #expect(before.pictures.boxes == .beforeProjection && before.digest != plain.digest)
    #expect(try Experiment(yaml: before.resolvedYAML, file: "x.yaml") == before)
    // It is no deviation from the released code.
    #expect(before.deviations == plain.deviations)
    #expect(throws: ExperimentError.self) { try experiment(["pictures.boxes=during"]) }
  }
}
