package import Foundation
import Networks
import Tensors

extension Checkpoint {
  /// Reads a file and checks that its parts agree with each other; states of optimisers, twice as much as
  /// the parameters, may be left out.
  ///
  /// - Throws: ``CheckpointError`` naming the file, the object and what to do: foreign and truncated
  ///   files, missing objects, wrong types and wrong shapes, and, unless allowed, parameters that
  ///   are not finite.
  package init(
    contentsOf url: URL,
    allowingNonFinite: Bool = false,
    withOptimizers: Bool = true
  ) throws(CheckpointError) {
    let file = try HDF5Reader(contentsOf: url)
    try Schema.require(Schema.checkpointFormat, of: file)
    let metadata = try Metadata(from: file)
    let prototypes = try Prototypes(from: file, metadata)
    self.init(
      metadata: metadata,
      normalization: try InputNormalization(from: file),
      parameters: try file.parameters(),
      prototypes: prototypes,
      lastLayer: try file.tensor(
        Schema.lastLayer,
        shape: [metadata.classNames.count, prototypes.classes.count]
      ),
      optimizers: withOptimizers ? try file.optimizers() : [:],
      progress: try file.progress()
    )
    try NonFiniteNumbers.check(allTensors, in: url.path, allowed: allowingNonFinite)
  }

  /// Every tensor by its place in the file.
  private var allTensors: [(key: String, value: Tensor)] {
    parameters.map { ("parameters/\($0.key)", $0.value) }
      + [("prototypes/vectors", prototypes.vectors), ("last_layer/weight", lastLayer)]
      + optimizers.flatMap { $0.value.tensors(of: $0.key) }
  }

  /// The stages whose optimisers a checkpoint of any model holds.
  package static func optimizedStages(of url: URL) throws(CheckpointError) -> Set<String> {
    Set(try HDF5Reader(contentsOf: url).members(of: Schema.optimizer))
  }
}

extension Checkpoint.Metadata {
  init(from file: borrowing HDF5Reader) throws(CheckpointError) {
    let root = Schema.root
    self.init(
      experiment: try file.textAttribute("experiment", of: root),
      experimentDigest: try file.textAttribute("experiment_digest", of: root),
      architecture: try file.textAttribute("architecture", of: root),
      imageSize: try file.integerAttribute("image_size", of: root),
      classNames: try file.textsAttribute("class_names", of: root),
      stage: try file.textAttribute("stage", of: root),
      epoch: try file.integerAttribute("epoch", of: root),
      seed: try file.unsignedAttribute("seed", of: root),
      createdBy: try file.textAttribute("created_by", of: root)
    )
    guard imageSize > 0 else {
      throw file.place(root).attribute("image_size").error("is \(imageSize)")
    }
    let resize = try file.integersAttribute("resize", of: Schema.input)
    guard resize == [imageSize, imageSize] else {
      throw file.place(Schema.input).attribute("resize")
        .error("is \(resize), and image_size is \(imageSize)")
    }
  }
}

extension HDF5Reader {
  func parameters() throws(CheckpointError) -> [String: Tensor] {
    guard try contains(Schema.parameters) else {
      throw place(Schema.parameters).error("is missing")
    }
    return try tensors(under: Schema.parameters)
  }

  func optimizers() throws(CheckpointError) -> [String: OptimizerState] {
    var optimizers: [String: OptimizerState] = [:]
    for name in try members(of: Schema.optimizer) {
      optimizers[name] = try OptimizerState(from: self, group: "\(Schema.optimizer)/\(name)")
    }
    return optimizers
  }

  func progress() throws(CheckpointError) -> [String: Int] {
    var progress: [String: Int] = [:]
    for name in try attributeNames(of: Schema.progress) {
      progress[name] = try integerAttribute(name, of: Schema.progress)
    }
    return progress
  }
}

extension Checkpoint.Prototypes {
  fileprivate init(
    from file: borrowing HDF5Reader,
    _ metadata: Checkpoint.Metadata
  ) throws(CheckpointError) {
    let classCount = metadata.classNames.count
    let vectors = try file.tensor(Schema.vectors)
    guard vectors.shape.rank == 4 else {
      throw file.place(Schema.vectors).error("has the shape \(vectors.shape), not P×D×H1×W1")
    }
    let count = vectors.shape[0]
    let classes = try file.integers(Schema.classes, shape: [count])
    if let wrong = classes.first(where: { !(0..<classCount).contains($0) }) {
      throw file.place(Schema.classes).error("names class \(wrong) of \(classCount)")
    }
    let hasEpsilon = try file.hasAttribute("epsilon", of: Schema.vectors)
    self.init(
      vectors: vectors,
      similarity: try file.textAttribute("similarity", of: Schema.vectors),
      epsilon: hasEpsilon ? Float(try file.doubleAttribute("epsilon", of: Schema.vectors)) : nil,
      classes: classes
    )
    if try file.contains(Schema.source) {
      sources = try Self.sources(file, count, imageSize: metadata.imageSize)
    }
  }

  private static func sources(
    _ file: borrowing HDF5Reader,
    _ count: Int,
    imageSize: Int
  ) throws(CheckpointError) -> [PrototypeSource] {
    let group = Schema.source
    let images = try file.texts("\(group)/image", shape: [count])
    let digests = try file.texts("\(group)/image_digest", shape: [count])
    let cells = try file.integers("\(group)/cell", shape: [count, 2])
    let boxes = try file.integers("\(group)/pixel_box", shape: [count, 4])
    let distances = try file.tensor("\(group)/squared_distance", shape: [count]).values
    return try (0..<count).map { (index) throws(CheckpointError) in
      let box = boxes[4 * index..<4 * index + 4].map { $0 }
      guard 0 <= box[0], box[0] < box[1], box[1] <= imageSize, 0 <= box[2], box[2] < box[3],
        box[3] <= imageSize
      else {
        throw file.place("\(group)/pixel_box").error(
          "has the box \(box) of prototype \(index), which is none in a picture of "
            + "\(imageSize)×\(imageSize)"
        )
      }
      return PrototypeSource(
        image: images[index],
        imageDigest: digests[index],
        row: cells[2 * index],
        column: cells[2 * index + 1],
        box: PixelBox(firstRow: box[0], endRow: box[1], firstColumn: box[2], endColumn: box[3]),
        squaredDistance: distances[index]
      )
    }
  }
}

extension OptimizerState {
  /// The moments by their places in the file.
  func tensors(of stage: String) -> [(key: String, value: Tensor)] {
    firstMoments.map { ("optimizer/\(stage)/first_moments/\($0.key)", $0.value) }
      + secondMoments.map { ("optimizer/\(stage)/second_moments/\($0.key)", $0.value) }
  }

  fileprivate init(from file: borrowing HDF5Reader, group: String) throws(CheckpointError) {
    self.init(
      stepCount: try file.integerAttribute("step_count", of: group),
      firstMoments: try file.tensors(under: "\(group)/first_moments"),
      secondMoments: try file.tensors(under: "\(group)/second_moments")
    )
    for (name, first) in firstMoments.sorted(by: { $0.key < $1.key }) {
      let second = try file.shape(of: "\(group)/second_moments/\(name)")
      guard second == first.shape else {
        throw file.place("\(group)/second_moments/\(name)")
          .error("has the shape \(second), not \(first.shape)")
      }
    }
    if let name = secondMoments.keys.sorted().first(where: { firstMoments[$0] == nil }) {
      throw file.place("\(group)/first_moments/\(name)").error("is missing")
    }
  }
}
