import Checkpoints
import Networks
import Tensors

/// Small contents of files, with every optional part filled.
enum Samples {
  /// A tensor whose elements are all different and not round.
  static func tensor(_ shape: Shape, offset: Float = 0) -> Tensor {
    Tensor((0..<shape.count).map { offset + Float($0) * 0.37 - 1 }, shape: shape)
  }

  static let metadata = Checkpoint.Metadata(
    experiment: "name: wrens\nnote: Zaunkönig — 鷦鷯\n",
    experimentDigest: "0123456789abcdef",
    architecture: "vgg16",
    imageSize: 64,
    classNames: ["wren", "Zaunkönig"],
    stage: "cycle-1/projection",
    epoch: 12,
    seed: .max,
    createdBy: "protopnet 0.1"
  )

  static let source = PrototypeSource(
    image: "001.Wren/a.jpg",
    imageDigest: "abc",
    row: 1,
    column: 2,
    box: PixelBox(firstRow: 3, endRow: 14, firstColumn: 0, endColumn: 64),
    squaredDistance: 0.25
  )

  /// Two classes, three prototypes of 4×1×1, one optimiser.
  static var checkpoint: Checkpoint {
    let kernel = "backbone/features.0.weight"
    return Checkpoint(
      metadata: metadata,
      normalization: .caffe,
      parameters: [
        kernel: tensor([2, 3, 3, 3]),
        "backbone/features.0.bias": tensor([2]),
        "add_on_layers/0.weight": tensor([4, 2, 1, 1]),
      ],
      prototypes: Checkpoint.Prototypes(
        vectors: tensor([3, 4, 1, 1], offset: 7),
        similarity: "log",
        epsilon: 1e-4,
        classes: [0, 0, 1],
        sources: [source, source, source]
      ),
      lastLayer: tensor([2, 3]),
      optimizers: [
        "joint": OptimizerState(
          stepCount: 40,
          firstMoments: [kernel: tensor([2, 3, 3, 3], offset: 3)],
          secondMoments: [kernel: tensor([2, 3, 3, 3], offset: 5)]
        )
      ],
      progress: ["finished_stage_count": 3, "batch": 0]
    )
  }
}
