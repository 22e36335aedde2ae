import EngineTestSupport
import EngineTorch
import Networks
import Recipe
import Tensors
import Testing

/// What is libtorch's alone; its parity is a case of the other suites.
struct LibtorchTests {
  @Test(
    .enabled(
      if: EngineChoice.whyNoLibtorch == nil,
      "needs PyTorch, so the other suites leave its cases out, too"
    )
  )
  func isThere() throws {
    let library = try TorchLibrary.load(precision: .float32)
    #expect("\(library.version)".hasPrefix("2."))
    #expect(library.path.hasSuffix("libtorch_cpu.so"))
  }

  /// What the library keeps for the whole process cannot be had in two ways.
  @Test(.enabled(if: EngineChoice.whyNoLibtorch == nil))
  func hasOnePrecisionInAProcess() throws {
    _ = try TorchLibrary.load(precision: .float32)
    #expect(throws: TorchError.otherPrecision) { try TorchLibrary.load(precision: .tf32) }
  }

  @Test(.enabled(if: EngineChoice.whyNoLibtorch == nil))
  func saysWhichDeviceIsNotThere() throws {
    let error = #expect(throws: TorchError.self) {
      try TorchEngine(device: .cuda(73), threads: 1, processorName: "")
    }
    #expect("\(try #require(error))".contains("there is no device 'cuda:73'"))
  }
}
