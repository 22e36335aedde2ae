import Foundation
import TestSupport
import Testing

struct EnginesCommandTests {
  private static var environment: [String: String] {
    ProcessInfo.processInfo.environment.filter { $0.key != "VIRTUAL_ENV" }
  }

  /// The program links nothing of PyTorch's, nor of NVIDIA's.
  @Test func theProgramNeedsNoLibtorch() throws {
    try Places.withTemporaryDirectory { folder in
      let found = try Program.run(
        [Program.url.path],
        of: URL(fileURLWithPath: "/usr/bin/ldd"),
        in: folder
      )
      #expect(found.code == 0 && found.output.contains("libdnnl"))
      for name in ["torch", "c10", "cuda", "nv"] {
        #expect(!found.output.contains("lib\(name)"), "\(found.output)")
      }
    }
  }

  @Test func listsWhatIsThere() throws {
    try Places.withTemporaryDirectory { folder in
      let found = try Program.run(["engines"], in: folder, environment: Self.environment)
      #expect(found.code == 0)
      #expect(found.output.hasPrefix("library: onednn, device: cpu\n"))
      let json = try Program.run(
        ["engines", "--format", "json"],
        in: folder,
        environment: Self.environment
      )
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
      let engines = try #require((object as? [String: Any])?["engines"] as? [[String: Any]])
      #expect(engines.first?["library"] as? String == "onednn")
    }
  }

  /// The folder that is named is the only one that is looked into.
  @Test func saysWhereLibtorchIsNot() throws {
    try Places.withTemporaryDirectory { folder in
      let environment = Self.environment.merging(["PROTOPNET_LIBTORCH": folder.path]) { $1 }
      let found = try Program.run(["engines"], in: folder, environment: environment)
      #expect(found.code == 0 && !found.output.contains("torch"))
      #expect(found.errors.contains("libtorch was not found: looked for libtorch_cpu.so in"))
      #expect(found.errors.contains(folder.lastPathComponent))
    }
  }

  @Test func saysWhichFunctionALibraryLacks() throws {
    try Places.withTemporaryDirectory { folder in
      let library = try #require(
        ["/lib/x86_64-linux-gnu/libm.so.6", "/usr/lib/x86_64-linux-gnu/libm.so.6"].first {
          FileManager.default.fileExists(atPath: $0)
        }
      )
      try FileManager.default.copyItem(
        at: URL(fileURLWithPath: library).resolvingSymlinksInPath(),
        to: folder.appending(path: "libtorch_cpu.so")
      )
      let environment = Self.environment.merging(["PROTOPNET_LIBTORCH": folder.path]) { $1 }
      let found = try Program.run(["engines"], in: folder, environment: environment)
      #expect(found.code == 0)
      #expect(found.errors.contains("libtorch_cpu.so lacks 'aoti_torch_abi_version'"))
    }
  }

  @Test func aRunWithoutItsLibraryIsRefused() throws {
    try Places.withTemporaryDirectory { folder in
      let tiny = try TinyExperiment(in: folder)
      let environment = Self.environment.merging(["PROTOPNET_LIBTORCH": folder.path]) { $1 }
      let found = try Program.run(
        ["run", tiny.yaml.path, "--set", "engine.library=torch"],
        in: folder,
        environment: environment
      )
      #expect(found.code == 2)
      #expect(found.errors.contains("libtorch was not found"), "\(found.errors)")
    }
  }
}
