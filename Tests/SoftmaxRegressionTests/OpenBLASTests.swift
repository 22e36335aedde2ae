import Engine
import SoftmaxRegression
import Testing

struct OpenBLASTests {
  private func coreType(
    _ name: String,
    _ instructions: VectorInstructions,
    _ environment: [String: String] = [:]
  ) -> String? {
    OpenBLAS.fittingCoreType(insteadOf: name, for: instructions, environment: environment)
  }

  @Test(arguments: ["Prescott", "Core2", "Nehalem", "Sandybridge", "Haswell", "Zen"])
  func asksForAVX512(name: String) {
    #expect(coreType(name, .avx512) == "SkylakeX")
  }

  @Test(arguments: ["SkylakeX", "Cooperlake", "SapphireRapids", "AProcessorToCome"])
  func leavesGoodKernels(name: String) {
    #expect(coreType(name, .avx512) == nil)
    #expect(coreType(name, .avx2) == nil)
  }

  @Test func asksForNoMoreThanTheProcessorHas() {
    #expect(coreType("Prescott", .avx2) == "Haswell")
    #expect(coreType("Haswell", .avx2) == nil)
    #expect(coreType("Zen", .avx2) == nil)
    #expect(coreType("Prescott", .other) == nil)
  }

  /// Whoever sets the variable has it, and a program that was started again is not started once more.
  @Test func leavesTheChoiceToTheEnvironment() {
    #expect(coreType("Prescott", .avx512, ["OPENBLAS_CORETYPE": "Prescott"]) == nil)
    #expect(coreType("Prescott", .avx512, ["OPENBLAS_CORETYPE": ""]) == "SkylakeX")
    #expect(coreType("Prescott", .avx512, ["HOME": "/"]) == "SkylakeX")
  }

  @Test func namesItself() {
    let words = OpenBLAS.description.split(separator: " ")
    #expect(words.count == 3)
    #expect(words[0] == "OpenBLAS" && words[1].contains("."))
  }
}
