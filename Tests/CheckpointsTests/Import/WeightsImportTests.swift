import Checkpoints
import Foundation
import Networks
import Tensors
import TestSupport
import Testing

struct WeightsImportTests {
  @Test func everythingThatDoesNotFitIsListedAtOnce() throws {
    let header =
      #"{"features.0.weight":{"dtype":"F32","shape":[1,1,3,3],"data_offsets":[0,36]},"#
      + #""features.0.bias":{"dtype":"F32","shape":[64],"data_offsets":[36,292]},"#
      + #""layer1.conv":{"dtype":"F32","shape":[0],"data_offsets":[292,292]},"#
      + #""classifier.0.weight":{"dtype":"F32","shape":[0],"data_offsets":[292,292]},"#
      + #""fc.bias":{"dtype":"F32","shape":[0],"data_offsets":[292,292]}}"#
    let bytes = SafeTensorsBytes.make(header, dataByteCount: 292)
    let problem = try Fixture.problem(ofBytes: bytes, type: "safetensors") {
      _ = try WeightsImport.weights(from: $0, architecture: .vgg11, mapping: .torchvision)
    }
    #expect(
      problem == """
        FILE does not hold the weights of vgg11: \
        'features.0.weight' has the shape 1×1×3×3, not 64×3×3×3, \
        'features.3.weight' (128×64×3×3) is missing, 'features.3.bias' (128) is missing, \
        'features.6.weight' (256×128×3×3) is missing, 'features.6.bias' (256) is missing, \
        'features.8.weight' (256×256×3×3) is missing, 'features.8.bias' (256) is missing, \
        'features.11.weight' (512×256×3×3) is missing, 'features.11.bias' (512) is missing, \
        'features.13.weight' (512×512×3×3) is missing, 'features.13.bias' (512) is missing, \
        'features.16.weight' (512×512×3×3) is missing, 'features.16.bias' (512) is missing, \
        'features.18.weight' (512×512×3×3) is missing, 'features.18.bias' (512) is missing, \
        'layer1.conv' is not one of its parameters; \
        check the architecture and the mapping 'torchvision'
        """
    )
  }

  @Test func filesOfAnotherNetworkAreNamedByTheirPattern() throws {
    let entries = (0..<200).map {
      #""bert.layer\#($0).weight":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"#
    }
    let bytes = SafeTensorsBytes.make("{\(entries.joined(separator: ","))}")
    let problem = try Fixture.problem(ofBytes: bytes, type: "bin") {
      _ = try WeightsImport.weights(from: $0, architecture: .resnet18, mapping: .torchvision)
    }
    #expect(
      problem.hasPrefix(
        "FILE does not hold the weights of resnet18: none of its 200 tensors has such a name; all 200 "
          + "names begin with 'bert.'; the first are 'bert.layer"
      )
    )
    #expect(problem.utf8.count < 500)
  }

  @Test func longListsOfProblemsAreCut() throws {
    let header =
      #"{"conv1.weight":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#
    let problem = try Fixture.problem(ofBytes: SafeTensorsBytes.make(header), type: "bin") {
      _ = try WeightsImport.weights(from: $0, architecture: .resnet152, mapping: .torchvision)
    }
    #expect(problem.contains(", and 759 more; check the architecture"))
    #expect(problem.utf8.count < 2000)
  }

  @Test(arguments: [
    ("vgg16-397923af.pth", "397923af"), ("vgg16-39792312.pth.tar", "39792312"),
    ("a-99999999.pth", "99999999"), ("a-20241301.pth", "20241301"),
    ("model-20240131.pth", nil), ("model-31012024.pth.tar", nil), ("model-01312024.pt", nil),
    ("model-00012000.pth", nil), ("model-1234567.pth", nil), ("resnet18.pth", nil),
    ("a-0123abcd.bin", nil),
  ])
  func onlyDigestsAreTakenForDigests(_ name: String, _ digits: String?) {
    let digest = "0123abcd" + String(repeating: "5", count: 56)
    #expect(DigestInName.mismatch(name, digest: digest) == digits)
  }

  @Test func aWholeFileIsImportedWithItsDigest() throws {
    // Half precision and all zeros, but for the last bytes: the smallest VGG as a file of 18 MB.
    var (entries, offset) = ([String](), 0)
    for parameter in try Backbone(.vgg11).graph.parameters {
      let end = offset + 2 * parameter.shape.count
      entries.append(
        #""\#(parameter.name)":{"dtype":"F16","shape":\#(parameter.shape.dimensions),"#
          + #""data_offsets":[\#(offset),\#(end)]}"#
      )
      offset = end
    }
    var bytes = SafeTensorsBytes.make("{\(entries.joined(separator: ","))}", dataByteCount: offset)
    bytes.replaceSubrange(bytes.count - 2..<bytes.count, with: [0x00, 0xC0])
    try Places.withTemporaryDirectory { folder in
      let url = folder.appending(path: "vgg.safetensors")
      try bytes.write(to: url)
      let weights = try WeightsImport.weights(
        from: url,
        architecture: .vgg11,
        mapping: .torchvision
      ).weights
      #expect(weights.architecture == "vgg11")
      #expect(weights.normalization == .torchvision)
      #expect(weights.source.file == "vgg.safetensors")
      #expect(weights.source.digest.count == 64)
      #expect(weights.parameters.count == 16)
      #expect(weights.parameters["features.18.bias"]?.values.last == -2)
    }
  }
}
