import Experiments
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
}
