import Engine
import Networks
import ProtoPNet
import Tensors

/// A product of square matrices, the speed that everything else is compared with.
struct MatrixProductRoof {
  let extent: Int
  private let left, right: Tensor

  init(extent: Int) {
    self.extent = extent
    left = .uniform([extent, extent], purpose: "left")
    right = .uniform([extent, extent], purpose: "right")
  }

  var operationCount: Double { 2 * Double(extent) * Double(extent) * Double(extent) }

  func multiply() {
    var result = Tensor(shape: [extent, extent])
    left.withUnsafeValues { left in
      right.withUnsafeValues { right in
        result.withUnsafeMutableValues { result in
          guard let a = left.baseAddress, let b = right.baseAddress, let c = result.baseAddress
          else { return }
          MatrixProduct.multiply(
            MatrixView(a, rowStride: extent),
            MatrixView(b, rowStride: extent),
            rows: extent,
            inner: extent,
            columns: extent,
            into: c,
            rowStride: extent
          )
        }
      }
    }
  }
}

/// A ProtoPNet with random parameters and the paper's head: D = 128, K = 200.
struct NetworkSubject {
  private static let depth = 128
  private static let classCount = 200
  private let network: PrototypeNetwork
  private let imageSize: Int
  /// Multiply-adds of the convolutions counted as two, per picture and forward pass.
  let operationCount: Double

  init(_ bench: NetworkOptions, engine: Engine) throws {
    imageSize = bench.imageSize
    let backbone = try Backbone(bench.architecture)
    var stream = RandomStream(seed: 1, purpose: "prototypes")
    network = PrototypeNetwork(
      backbone: backbone.graph,
      addOnLayers: AddOnLayers.regular.graph(from: backbone.outputChannels, to: Self.depth),
      head: PrototypeHead(
        prototypeLayer: PrototypeLayer(
          classCount: Self.classCount,
          prototypesPerClass: bench.prototypesPerClass,
          depth: Self.depth,
          random: &stream
        )
      ),
      engine: engine,
      seed: 1
    )
    operationCount = try network.graph(.whole).operationCount(input: [1, 3, imageSize, imageSize])
  }

  /// Times a piece of work on random pictures.
  func timing(of work: Work, batchSize: Int, repetitions: Int) throws -> Timing {
    let input = input(batchSize)
    let perform = performer(of: work, batchSize: batchSize)
    return try Timing(repetitions: repetitions) { try perform(input) }
  }

  /// What does a piece of work with pictures, [batchSize, 3, H, W].
  func performer(of work: Work, batchSize: Int) -> (Tensor) throws -> Void {
    switch work {
    case .forward: { _ = network.head.forward(try network.evaluate(.whole, $0)) }
    case .warmUp: trainingStep(.warmUp, batchSize)
    case .joint: trainingStep(.joint, batchSize)
    }
  }

  private func trainingStep(_ stage: TrainingStage, _ batchSize: Int) -> (Tensor) throws -> Void {
    let labels = (0..<batchSize).map { $0 * 7 % Self.classCount }
    let settings = TrainingSettings(
      seed: 1,
      batchSize: batchSize,
      coefficients: Coefficients(),
      warmUp: .init(),
      joint: .init(),
      lastLayerRate: 1e-4,
      warmUpNormalization: .train,
      lastLayerNormalization: .evaluate,
      flips: false
    )
    let optimizer = StageOptimizer(stage, settings: settings, network: network)
    let mode = Mode(
      batchNormalization: .train,
      trainsFrom: network.firstTrainedNode(stage, in: .whole)
    )
    return { input in
      let compiled = try network.compiled(.whole, shape: input.shape, mode: mode)
      let step = network.head.trainingStep(
        latent: compiled.forward(input),
        labels: labels,
        coefficients: settings.coefficients,
        needs: [.latent, .prototypes]
      )
      if let gradient = step.latentGradient { compiled.backward(gradient) }
      optimizer.step(prototypeGradient: step.prototypeGradient)
    }
  }

  private func input(_ batchSize: Int) -> Tensor {
    .uniform([batchSize, 3, imageSize, imageSize], purpose: "input")
  }
}

extension Tensor {
  /// Numbers of the uniform distribution on [−1, 1).
  fileprivate static func uniform(_ shape: Shape, purpose: String) -> Tensor {
    var stream = RandomStream(seed: 1, purpose: purpose)
    return Tensor((0..<shape.count).map { _ in stream.uniform(-1, 1) }, shape: shape)
  }
}
