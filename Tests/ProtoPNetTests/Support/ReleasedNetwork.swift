import Checkpoints
import Datasets
import EngineTestSupport
import Engines
import Foundation
import Images
import Networks
import ProtoPNet
import Recipe
import TestSupport
import Tensors

/// A network as the released code ran it for Fixtures/make_released_networks.py.
struct ReleasedNetwork {
  static let classCount = 4
  static let prototypesPerClass = 3
  static let depth = 16
  static let pictureCount = 24
  static let batchSize = 8
  static let imageSize = 64

  let name: String
  let network: PrototypeNetwork

  init(_ name: String, engine: EngineChoice = .direct) throws {
    guard let architecture = Architecture(rawValue: name) else {
      preconditionFailure("no architecture '\(name)'")
    }
    self.name = name
    let backbone = try Backbone(architecture)
    let count = Self.classCount * Self.prototypesPerClass
    let layer = PrototypeLayer(
      prototypes: Tensor(
        ReproducibleValues.uniform("prototypes", count: count * Self.depth).map(Float.init),
        shape: [count, Self.depth, 1, 1]
      ),
      prototypeClass: (0..<count).map { $0 / Self.prototypesPerClass },
      classCount: Self.classCount
    )
    network = PrototypeNetwork(
      backbone: backbone.graph,
      addOnLayers: AddOnLayers.regular.graph(from: backbone.outputChannels, to: Self.depth),
      head: PrototypeHead(prototypeLayer: layer),
      engine: try engine.make(),
      seed: 0
    )
    for parameter in network.parameters.specifications {
      let name = parameter.name.replacing(PrototypeNetwork.backbonePrefix, with: "")
        .replacing(PrototypeNetwork.addOnLayersPrefix, with: "add_on_layers.")
      network.parameters[parameter.name] = Self.parameter(name, parameter.shape)
    }
  }

  /// A value that leaves most activations behind normalisations positive.
  static func parameter(_ name: String, _ shape: Shape) -> Tensor {
    let value = ReproducibleValues.parameter(name, shape)
    guard shape.rank == 1, ["norm", "bn", "downsample"].contains(where: name.contains) else {
      return value
    }
    if name.hasSuffix("weight") {
      return Tensor(value.values.map { $0 / 2 }, shape: shape)
    }
    guard name.hasSuffix("bias") else { return value }
    let shift: Float = name.contains("bn3") || name.contains("downsample") ? 0.25 : 1
    return Tensor(value.values.map { $0 + shift }, shape: shape)
  }

  static func label(_ picture: Int) -> Int { picture % classCount }

  /// Blocks of 8 pixels in colours of the class, with noise.
  static func picture(_ index: Int) -> Image {
    let size = imageSize * imageSize * 3
    let noise = ReproducibleValues.uniform("picture \(index)", count: size)
    let tints = ReproducibleValues.uniform("tint \(label(index))", count: size / 64)
    let pixels = (0..<size).map { place in
      let (row, column, channel) = (place / 3 / imageSize, place / 3 % imageSize, place % 3)
      let block = (row / 8 * (imageSize / 8) + column / 8) * 3 + channel
      return UInt8((255 * (0.4 * noise[place] + 0.6 * tints[block])).rounded(.down))
    }
    return Image(width: imageSize, height: imageSize, pixels: pixels)
  }

  /// The first pictures as the network reads them, [count, 3, S, S].
  static func input(_ pictures: Range<Int>) -> Tensor {
    let transform = InputTransform.imageNet(imageSize: imageSize)
    return Tensor(shape: [pictures.count, 3, imageSize, imageSize]) { values in
      for (place, index) in pictures.enumerated() {
        let range = place * transform.valueCount..<(place + 1) * transform.valueCount
        transform.apply(picture(index), into: UnsafeMutableBufferPointer(rebasing: values[range]))
      }
    }
  }

  /// Calls `body` with a trainer over the first pictures, in order and as the released code trains.
  ///
  /// `jointScale` multiplies the joint stage's published learning rates.
  func withTrainer<Result>(
    pictureCount: Int,
    batchSize: Int = batchSize,
    shares: Int? = nil,
    jointScale: Double = 1,
    _ body: (StageTrainer) throws -> Result
  ) throws -> Result {
    try Places.withTemporaryDirectory { folder in
      let images = try (0..<pictureCount).map { index in
        let file = folder.appending(path: "\(index).png")
        try Self.picture(index).write(to: file)
        return LabelledImage(path: "\(index).png", file: file, classIndex: Self.label(index))
      }
      let loader = ImageLoader(images: images, transform: .imageNet(imageSize: Self.imageSize))
      var settings = TrainingSettings(seed: 0)
      settings.optimizer.batchSize = batchSize
      settings.optimizer.shares = shares
      settings.optimizer.joint.backbone *= jointScale
      settings.optimizer.joint.addOnLayers *= jointScale
      settings.optimizer.joint.prototypes *= jointScale
      settings.optimizer.joint.decay = nil
      settings.batchNormalization.lastLayer = .train
      settings.shuffles = false
      let trainer = StageTrainer(
        network: network,
        data: TrainingData(everySplit: loader, classCount: Self.classCount),
        settings: settings
      )
      return try body(trainer)
    }
  }

  /// A result of the released code, by its path below the network's group.
  func released(
    _ path: String,
    in fixture: String = "released-networks"
  ) throws -> HDF5Array<Double> {
    try Self.fixture(fixture).doubles("/\(name)/\(path)")
  }

  static func fixture(_ name: String = "released-networks") throws -> HDF5Reader {
    try HDF5Reader(
      contentsOf: Places.package.appending(path: "Tests/ProtoPNetTests/Fixtures/\(name).h5")
    )
  }

  /// Named tensors of the released code, each as its norm, a product and its first 8 elements.
  func releasedSummaries(
    _ path: String,
    in fixture: String = "released-networks"
  ) throws -> [(name: String, truth: [Double])] {
    let names = try Self.fixture(fixture).texts("/\(name)/\(path)/names").values
    let values = try released("\(path)/values", in: fixture)
    let width = values.values.count / names.count
    return names.enumerated().map { index, name in
      (name, Array(values.values[index * width..<(index + 1) * width]))
    }
  }

  /// What `releasedSummaries` holds of a tensor.
  static func summary(_ name: String, _ tensor: Tensor) -> [Double] {
    let values = tensor.values.map(Double.init)
    let directions = ReproducibleValues.uniform("direction \(name)", count: values.count)
    var (square, product) = (0.0, 0.0)
    for (value, direction) in zip(values, directions) {
      square += value * value
      product += value * (2 * direction - 1)
    }
    return [square.squareRoot(), product] + values.prefix(8)
  }
}

extension Costs {
  /// In the order of the fixtures; the released code logs these.
  var released: [Double] {
    [crossEntropy] + [.cluster, .separation, .averageSeparation].map { self[$0] ?? .nan }
  }
}
