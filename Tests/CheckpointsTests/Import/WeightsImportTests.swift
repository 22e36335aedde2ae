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

  @Test func otherKindsOfFilesAreRefused() {
    let url = URL(fileURLWithPath: "/vgg16.pkl")
    #expect(
      Fixture.problem {
        _ = try WeightsImport.weights(from: url, architecture: .vgg16, mapping: .torchvision)
      } == "FILE is of no known kind by its name; name a .pth, .pt, .safetensors or .onnx file"
    )
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
      )
      #expect(weights.architecture == "vgg11")
      #expect(weights.normalization == .torchvision)
      #expect(weights.source.file == "vgg.safetensors")
      #expect(weights.source.digest.count == 64)
      #expect(weights.parameters.count == 16)
      #expect(weights.parameters["features.18.bias"]?.values.last == -2)
    }
  }
}
