import Checkpoints
import Foundation
import TestSupport
import Testing

/// Files that are no networks are named for what they are, whatever their names say.
struct ForeignKindTests {
  private func problem(_ bytes: some Sequence<UInt8>) throws -> String {
    try Fixture.problem(ofBytes: bytes, type: "pth") { _ = try WeightsImport.tensors(from: $0) }
  }

  @Test(arguments: [
    ("<!DOCTYPE html><html><title>Virus scan warning</title></html>", "FILE is a web page; fetch"),
    ("\n\n  <HTML lang=en>", "FILE is a web page; fetch"),
    (
      "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>",
      "FILE is a text of XML; fetch"
    ),
    (
      "version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 12\n",
      "FILE is a pointer of Git LFS, not the file itself; fetch the file with 'git lfs pull'"
    ),
    ("{\"model_type\": \"resnet\"}", "FILE is a text that begins \"{\"model_type\": \"resnet\"}\""),
    ("404: Not Found", "FILE is a text that begins \"404: Not Found\""),
    ("  \n", "FILE holds white space alone"),
    ("", "FILE is empty; fetch it again"),
    ("protopnet HDF5 1\nbytes 3\n", "FILE is a file of this program already"),
  ])
  func textsAreNamed(_ text: String, _ expected: String) throws {
    #expect(try problem(Array(text.utf8)).hasPrefix(expected))
  }

  @Test(
    arguments: [
      ([0x1F, 0x8B, 8, 0], "FILE is compressed by gzip; unpack it"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], "FILE is compressed by xz; unpack it"),
      ([0x28, 0xB5, 0x2F, 0xFD, 0], "FILE is compressed by zstd; unpack it"),
      ([0x89, 0x48, 0x44, 0x46, 0x0D], "FILE is an HDF5 file, such as Keras writes"),
      ([0x93] + Array("NUMPY\u{1}\0".utf8), "FILE is one array of NumPy"),
      ([0xFF, 0xD8, 0xFF, 0xE0], "FILE is a JPEG picture"),
      ([0x80, 0x03, 0x5D, 0x2E], "FILE holds neither a state dict nor a module"),
      ([0x80, 0x05, 0x97, 0x2E], "FILE cannot be read as tensors: it keeps values in buffers"),
      ([0, 1, 2, 3], "FILE is of no known kind: it begins with the bytes 00 01 02 03"),
      (
        [UInt8](repeating: 7, count: 257) + Array("ustar\0".utf8),
        "FILE is a tar archive; unpack it"
      ),
    ] as [([UInt8], String)]
  )
  func filesOfOtherProgramsAreNamed(_ bytes: [UInt8], _ expected: String) throws {
    #expect(try problem(bytes).hasPrefix(expected))
  }

  @Test func programsOfTorchScriptAreNamed() {
    let problem = Fixture.problem {
      _ = try WeightsImport.tensors(from: Fixture.file("odd-script.pt"))
    }
    #expect(
      problem
        == "FILE is a TorchScript program, not a state dict; load it with torch.jit.load and save "
        + "its state_dict() with torch.save"
    )
  }

  @Test(arguments: ["types-zip.pth", "types-legacy.pth", "types.safetensors", "types.onnx"])
  func namesSayNothing(_ name: String) throws {
    try Places.withTemporaryDirectory { folder in
      for copy in ["net", "net.bin", "net.ckpt", "net.pth.tar", "net.onnx", "net.safetensors"] {
        let url = folder.appending(path: copy)
        try FileManager.default.copyItem(at: Fixture.file(name), to: url)
        #expect(try WeightsImport.tensors(from: url).names.count > 4)
      }
    }
  }
}
