import Networks
import Tensors
import TestSupport
import Testing

struct BackboneTests {
  /// What is known of a backbone: trainable parameters, output channels, and what a cell sees.
  struct Facts: Sendable {
    let parameterCount, channels, extent: Int
    let start: Double

    init(_ parameterCount: Int, _ channels: Int, _ extent: Int, _ start: Double) {
      (self.parameterCount, self.channels) = (parameterCount, channels)
      (self.extent, self.start) = (extent, start)
    }
  }

  /// Source: torchvision's own counts, without classifier and running statistics; the released code's
  /// receptive_field.py for 224 pixels.
  @Test(arguments: [
    (Architecture.vgg11, Facts(9_220_480, 512, 150, 16)),
    (.vgg13, Facts(9_404_992, 512, 156, 16)),
    (.vgg16, Facts(14_714_688, 512, 212, 16)),
    (.vgg19, Facts(20_024_384, 512, 268, 16)),
    (.vgg11WithNormalization, Facts(9_225_984, 512, 150, 16)),
    (.vgg13WithNormalization, Facts(9_410_880, 512, 156, 16)),
    (.vgg16WithNormalization, Facts(14_723_136, 512, 212, 16)),
    (.vgg19WithNormalization, Facts(20_035_392, 512, 268, 16)),
    (.resnet18, Facts(11_176_512, 512, 435, 0.5)),
    (.resnet34, Facts(21_284_672, 512, 899, 0.5)),
    (.resnet50, Facts(23_508_032, 2048, 427, 0.5)),
    (.resnet101, Facts(42_500_160, 2048, 971, 0.5)),
    (.resnet152, Facts(58_143_808, 2048, 1451, 0.5)),
    (.densenet121, Facts(6_953_856, 1024, 2071, 14.5)),
    (.densenet169, Facts(12_484_480, 1664, 3351, 14.5)),
    (.densenet201, Facts(18_092_928, 1920, 3863, 14.5)),
    (.densenet161, Facts(26_472_000, 2208, 2967, 14.5)),
  ])
  func isTorchvisions(_ architecture: Architecture, _ facts: Facts) throws {
    let graph = try Backbone(architecture).graph
    let trainable = graph.parameters.filter(\.isTrainable)
    #expect(trainable.reduce(0) { $0 + $1.shape.count } == facts.parameterCount)
    #expect(graph.outputChannels == facts.channels)
    let shapes = try graph.shapes(input: [2, 3, 224, 224])
    #expect(shapes[graph.output] == [2, facts.channels, 7, 7])
    #expect(graph.receptiveField.jump == 32)
    #expect(graph.receptiveField.extent == facts.extent)
    #expect(graph.receptiveField.start == facts.start)
  }

  /// Source: the released code's boxes of VGG-19 and ResNet-34 at 224 pixels.
  @Test func cellsSeeBoxesOfPixels() throws {
    let vgg = try Backbone(.vgg19).graph.receptiveField
    #expect(vgg.pixels(ofCell: 0, size: 224) == 0..<150)
    #expect(vgg.pixels(ofCell: 6, size: 224) == 74..<224)
    let resnet = try Backbone(.resnet34).graph.receptiveField
    #expect(resnet.pixels(ofCell: 3, size: 224) == 0..<224)
  }

  /// Every family can be cut, and the cuts' names are said where one is wrong.
  @Test func cutsOfAllFamilies() throws {
    let resnet = try Backbone(.resnet50, cutAfter: "block-2")
    #expect(try resnet.graph.shapes(input: [1, 3, 64, 64])[resnet.graph.output] == [1, 512, 8, 8])
    let dense = try Backbone(.densenet121, cutAfter: "transition-2")
    #expect(try dense.graph.shapes(input: [1, 3, 64, 64])[dense.graph.output] == [1, 256, 4, 4])
    let error = try #require(throws: NetworkError.self) {
      try Backbone(.densenet161, cutAfter: "transition-4")
    }
    #expect(error.description.contains("its blocks are stem, block-1, transition-1"))
    // Half of the width of every layer fits together again, also where maps are joined.
    let narrow = try Backbone(.densenet121, widthMultiplier: 0.5)
    #expect(narrow.outputChannels == 512)
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

  @Test func widthMultiplierScalesEveryLayer() throws {
    let backbone = try Backbone(
      .vgg11WithNormalization,
      cutAfter: "block-2",
      widthMultiplier: 0.25
    )
    #expect(backbone.description == "vgg11_bn ×0.25 cut after block-2")
    let shapes = backbone.graph.parameters.map(\.shape)
    #expect(shapes.prefix(3) == [[16, 3, 3, 3], [16], [16]])
    #expect(shapes.suffix(6).first == [32, 16, 3, 3])
    #expect(backbone.outputChannels == 32)
    let error = try #require(throws: NetworkError.self) {
      try Backbone(.vgg11, widthMultiplier: 0.3)
    }
    #expect(error.description.contains("'features.0' of 64 channels would have 19.2 of them"))
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
