import Checkpoints
import Foundation
import Tensors
import TestSupport
import Testing

/// Whole networks and their state dicts, which `make_odd_torch.py` made with PyTorch.
struct ReleasedStateDictTests {
  private func problem(_ name: String) -> String {
    Fixture.problem { _ = try ReleasedStateDict(contentsOf: Fixture.file(name)) }
  }

  @Test func theFactsOfAWholeNetworkAreRead() throws {
    let whole = try ReleasedStateDict(contentsOf: Fixture.file("odd-ppnet.pth"))
    #expect(whole.classes == [0, 0, 1, 1])
    #expect(whole.prototypes == Fixture.ramp([4, 2, 1, 1]))
    #expect(whole.parameters.keys.sorted().count == 6)
    #expect(whole.notes == [])
    let module = try #require(whole.module)
    #expect(module.similarity == .named("log"))
    #expect(module.epsilon == 1e-4)
    #expect(module.imageSize == 32)
    #expect(module.addOnLayers == ["Conv2d", "ReLU", "Conv2d", "Sigmoid"])
    #expect(module.lastLayer == "Linear")
    #expect(module.strangeLayers == [])
    #expect(module.convolutions == ["0": [1, 1, 0, 0]])
  }

  @Test func classesAfterPruningAreTheNetworksOwn() throws {
    let pruned = try ReleasedStateDict(contentsOf: Fixture.file("odd-ppnet-pruned.pth"))
    #expect(pruned.classes == [0, 0, 0, 1, 1, 2])
    #expect(pruned.module?.similarity == .named("linear"))
    #expect(
      problem("odd-ppnet-bare.pth")
        == "FILE gives 2 of 6 prototypes to other classes than 6 for 3 classes would be in order: "
        + "prototype 2 to class 0, not 1, by the signs of the last layer; a state dict of a pruned "
        + "network does not say the classes; import the whole pickled network"
    )
    #expect(
      problem("odd-ppnet-classless.pth")
        == "FILE has no prototype of class 1 (counted from 0); every class needs one here; prune the "
        + "network less, then import it"
    )
  }

  @Test func wrappersAreLeftOutAndSaid() throws {
    let wrapped = try ReleasedStateDict(contentsOf: Fixture.file("odd-ppnet-epsilon.pth"))
    #expect(wrapped.module?.epsilon == 0.01)
    #expect(
      wrapped.notes == ["odd-ppnet-epsilon.pth: the tensors' names are taken without 'module.'"]
    )
  }

  @Test func functionsAndLayersAreNamed() throws {
    let own = try ReleasedStateDict(contentsOf: Fixture.file("odd-ppnet-function.pth"))
    #expect(own.module?.similarity == .function("__main__.negated"))
    let other = try ReleasedStateDict(contentsOf: Fixture.file("odd-ppnet-relu.pth"))
    #expect(other.module?.addOnLayers?.last == "ReLU")
  }

  /// Tensors of the smallest network under names with a prefix, as safetensors.
  private func bytes(_ prefix: String, inner: String = "", value: Float = 1, extra: String = "")
    -> Data
  {
    var entries: [String] = []
    var values: [Float] = []
    func add(_ name: String, _ shape: [Int], _ contents: [Float]) {
      let start = 4 * values.count
      values += contents
      entries.append(
        #""\#(prefix)\#(name)":{"dtype":"F32","shape":\#(shape),"data_offsets":[\#(start),\#(4 * values.count)]}"#
      )
    }
    add("features.\(inner)0.weight", [1, 1, 1, 1], [value])
    add("add_on_layers.\(inner)0.weight", [1, 1, 1, 1], [2])
    add("prototype_vectors", [2, 1, 1, 1], [3, 4])
    add("last_layer.weight", [2, 2], [1, -0.5, -0.5, 1])
    if !extra.isEmpty { add(extra, [1], [0]) }
    var data = SafeTensorsBytes.make("{\(entries.joined(separator: ","))}")
    for value in values { withUnsafeBytes(of: value) { data.append(contentsOf: $0) } }
    return data
  }

  private func read(_ bytes: Data, allowing: Bool = false) throws -> ReleasedStateDict {
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.bin")
      try bytes.write(to: url)
      return try ReleasedStateDict(contentsOf: url, allowingNonFinite: allowing)
    }
  }

  @Test(
    arguments: ["module.", "model.", "_orig_mod.", "ppnet.", "net.", "encoder.", "student.net."],
    ["", "module.", "module._orig_mod."]
  )
  func prefixesAreLeftOut(_ prefix: String, _ inner: String) throws {
    let network = try read(bytes(prefix, inner: inner))
    #expect(network.parameters.keys.sorted() == ["add_on_layers/0.weight", "backbone/0.weight"])
    #expect(network.classes == [0, 1])
    #expect(network.notes.count == 1)
  }

  @Test func strangersAndOtherNetworksAreNamedWithTheirPattern() throws {
    let stranger = try Fixture.problem(ofBytes: bytes("", extra: "head.bias"), type: "pth") {
      _ = try ReleasedStateDict(contentsOf: $0)
    }
    #expect(stranger.contains("holds 'head.bias', which no ProtoPNet has"))
    let other = try Fixture.problem(
      ofBytes: SafeTensorsBytes.make(
        #"{"bert.a.x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"#
          + #""bert.b":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#
      ),
      type: "pth"
    ) { _ = try ReleasedStateDict(contentsOf: $0) }
    #expect(other.contains("among its 2 tensors; all 2 names begin with 'bert.'"))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func valuesThatAreNoNumbersAreRefusedUnlessAllowed(_ value: Float) throws {
    let problem = try Fixture.problem(ofBytes: bytes("", value: value), type: "pth") {
      _ = try ReleasedStateDict(contentsOf: $0)
    }
    #expect(
      problem == "FILE holds values that are not finite numbers in 1 tensor: 'backbone/0.weight' "
        + "(1 of 1); take one from before they appeared, or read it with --allow-non-finite"
    )
    let allowed = try read(bytes("", value: value), allowing: true)
    #expect(allowed.parameters["backbone/0.weight"]?.values[0].isFinite == false)
  }

  @Test func exportsSayTheClassesThatAStateDictDoesNot() throws {
    var checkpoint = Samples.checkpoint
    checkpoint.prototypes.similarity = "linear"
    checkpoint.prototypes.epsilon = nil
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "a.safetensors")
      try ReleasedStateDict.write(checkpoint, to: url)
      let again = try ReleasedStateDict(contentsOf: url)
      #expect(again.classes == [0, 0, 1])
      #expect(again.module?.similarity == .named("linear"))
      #expect(again.prototypes == checkpoint.prototypes.vectors)
    }
  }
}
