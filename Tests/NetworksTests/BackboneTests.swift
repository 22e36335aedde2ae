import Networks
import Tensors
import Testing

struct BackboneTests {
  /// Source: torchvision's own counts, without classifier and running statistics.
  @Test(arguments: [
    (Architecture.vgg11, 9_220_480), (.vgg13, 9_404_992), (.vgg16, 14_714_688),
    (.vgg19, 20_024_384), (.vgg11WithNormalization, 9_225_984),
    (.vgg13WithNormalization, 9_410_880), (.vgg16WithNormalization, 14_723_136),
    (.vgg19WithNormalization, 20_035_392),
  ])
  func parameterCounts(_ architecture: Architecture, _ count: Int) throws {
    let backbone = try Backbone(architecture)
    let trainable = backbone.graph.parameters.filter(\.isTrainable)
    #expect(trainable.reduce(0) { $0 + $1.shape.count } == count)
    #expect(backbone.outputChannels == 512)
    let shapes = try backbone.graph.shapes(input: [2, 3, 224, 224])
    #expect(shapes[backbone.graph.output] == [2, 512, 7, 7])
  }

  /// Source: torchvision's state dicts.
  @Test(arguments: [
    (Architecture.vgg11, [0, 3, 6, 8, 11, 13, 16, 18]),
    (.vgg13, [0, 2, 5, 7, 10, 12, 15, 17, 20, 22]),
    (.vgg16, [0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28]),
    (.vgg19, [0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34]),
    (.vgg11WithNormalization, [0, 4, 8, 11, 15, 18, 22, 25]),
    (.vgg13WithNormalization, [0, 3, 7, 10, 14, 17, 21, 24, 28, 31]),
    (.vgg16WithNormalization, [0, 3, 7, 10, 14, 17, 20, 24, 27, 30, 34, 37, 40]),
    (.vgg19WithNormalization, [0, 3, 7, 10, 14, 17, 20, 23, 27, 30, 33, 36, 40, 43, 46, 49]),
  ])
  func namesAreTorchvisions(_ architecture: Architecture, _ indices: [Int]) throws {
    let backbone = try Backbone(architecture)
    let names = backbone.graph.parameters.map(\.name)
    let normalization = ["weight", "bias", "running_mean", "running_var"]
    let expected = indices.flatMap { index in
      ["features.\(index).weight", "features.\(index).bias"]
        + (architecture.rawValue.hasSuffix("_bn")
          ? normalization.map { "features.\(index + 1).\($0)" } : [])
    }
    #expect(names.sorted() == expected.sorted())
  }

  @Test func cutsAfterABlock() throws {
    let cut = try Backbone(.vgg16, cutAfter: "block-4")
    let shapes = try cut.graph.shapes(input: [1, 3, 128, 128])
    #expect(shapes[cut.graph.output] == [1, 512, 8, 8])
    #expect(cut.description == "vgg16 cut after block-4")
    let unpooled = try Backbone(.vgg16, cutAfter: "block-4-convolutions")
    #expect(
      try unpooled.graph.shapes(input: [1, 3, 128, 128])[unpooled.graph.output] == [1, 512, 16, 16]
    )
    let error = try #require(throws: NetworkError.self) {
      try Backbone(.vgg16, cutAfter: "block-6")
    }
    #expect(error.description.contains("vgg16 has no block 'block-6'; its blocks are block-1-conv"))
  }

  /// A pooling window that is larger than its map leaves nothing.
  @Test func smallPicturesAreAnError() throws {
    let graph = try Backbone(.vgg11).graph
    #expect(try graph.shapes(input: [1, 3, 32, 32])[graph.output] == [1, 512, 1, 1])
    let error = try #require(throws: NetworkError.self) {
      try graph.shapes(input: [1, 3, 31, 31])
    }
    #expect(error.description.contains("use larger images"))
    #expect(throws: NetworkError.self) { try graph.shapes(input: [1, 1, 224, 224]) }
  }

  /// Source: 15.3 GMAC of torchvision's VGG-16 without classifier at 224 pixels.
  @Test func operationCount() throws {
    let count = try Backbone(.vgg16).graph.operationCount(input: [1, 3, 224, 224])
    #expect(abs(count / 2 / 15_346_630_656 - 1) < 1e-3)
  }
}
