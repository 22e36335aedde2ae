package import Engine
import Foundation

extension OpenBLAS {
  /// The variable that names the processor whose kernels are to be taken; it is read as the library is loaded.
  private static let coreTypeVariable = "OPENBLAS_CORETYPE"

  /// Starts the program again, once, where the library has taken this processor for a poorer one.
  ///
  /// Version 0.3.21 takes some processors with AVX-512 for a Prescott and then computes at a sixth of their
  /// speed. Call it first thing in `main`; it does not return where the program is started again.
  package static func takeFittingKernels() {
    guard choosesKernels,
      let type = fittingCoreType(
        insteadOf: coreName,
        for: .current,
        environment: ProcessInfo.processInfo.environment
      ),
      setenv(coreTypeVariable, type, 1) == 0
    else { return }
    // Where this fails the program goes on, with the kernels it has.
    execv("/proc/self/exe", CommandLine.unsafeArgv)
  }

  /// The core type to ask for instead of the one chosen; nil where that is good enough or asked for.
  package static func fittingCoreType(
    insteadOf name: String,
    for instructions: VectorInstructions,
    environment: [String: String]
  ) -> String? {
    guard environment[coreTypeVariable, default: ""].isEmpty else { return nil }
    let isPoor = kernelsBeforeAVX2.contains(name)
    switch instructions {
    case .avx512: return isPoor || kernelsOfAVX2.contains(name) ? "SkylakeX" : nil
    case .avx2: return isPoor ? "Haswell" : nil
    case .other: return nil
    }
  }

  private static let kernelsOfAVX2: Set = ["Haswell", "Zen", "Excavator"]

  private static let kernelsBeforeAVX2: Set = [
    "Unknown", "Katmai", "Coppermine", "Northwood", "Prescott", "Banias", "Atom", "Core2", "Penryn",
    "Dunnington", "Nehalem", "Sandybridge", "Athlon", "Opteron", "Opteron_SSE3", "Barcelona",
    "Nano", "Bobcat", "Bulldozer", "Piledriver", "Steamroller",
  ]
}
