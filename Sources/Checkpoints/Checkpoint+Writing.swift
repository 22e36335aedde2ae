package import Foundation
import Networks
import Tensors

extension Checkpoint {
  /// Writes the file, all of it or nothing; equal checkpoints give equal bytes.
  ///
  /// Shapes must agree with each other, which is checked by trapping.
  package func write(to url: URL) throws(CheckpointError) {
    requireAgreement()
    try HDF5Writer.write(to: url) { (file) throws(CheckpointError) in
      try metadata.write(to: file, format: Schema.checkpointFormat)
      try normalization.write(to: file)
      try file.makeGroup(Schema.parameters)
      try file.write(parameters, under: Schema.parameters)
      try file.write(Schema.parameterNotes)
      try writePrototypes(to: file)
      try file.write(lastLayer, to: Schema.lastLayer)
      try file.write(Schema.prototypeNotes)
      try file.write(optimizers)
      try file.write(progress: progress)
    }
  }

  private func writePrototypes(to file: borrowing HDF5Writer) throws(CheckpointError) {
    try file.write(prototypes.vectors, to: Schema.vectors)
    try file.setAttribute("similarity", of: Schema.vectors, to: .text(prototypes.similarity))
    if let epsilon = prototypes.epsilon {
      try file.setAttribute("epsilon", of: Schema.vectors, to: .float(epsilon))
    }
    try file.write(prototypes.classes, to: Schema.classes)
    guard let sources = prototypes.sources else { return }
    let count = sources.count
    try file.write(sources.map(\.image), to: "\(Schema.source)/image")
    try file.write(sources.map { $0.imageDigest ?? "" }, to: "\(Schema.source)/image_digest")
    try file.write(
      sources.flatMap { [$0.row, $0.column] },
      shape: [count, 2],
      to: "\(Schema.source)/cell"
    )
    try file.write(
      sources.flatMap(\.box.bounds),
      shape: [count, 4],
      to: "\(Schema.source)/pixel_box"
    )
    try file.write(
      Tensor(sources.map(\.squaredDistance), shape: [count]),
      to: "\(Schema.source)/squared_distance"
    )
    try file.write(Schema.sourceNotes)
  }

  private func requireAgreement() {
    let (vectors, count) = (prototypes.vectors.shape, prototypes.classes.count)
    let classCount = metadata.classNames.count
    precondition(
      vectors.rank == 4 && vectors[0] == count,
      "prototypes \(vectors) with \(count) classes"
    )
    precondition(
      prototypes.classes.allSatisfy { (0..<classCount).contains($0) },
      "a prototype of none of the \(classCount) classes"
    )
    precondition(
      lastLayer.shape == [classCount, count],
      "a last layer \(lastLayer.shape) for \(classCount) classes and \(count) prototypes"
    )
    precondition(
      prototypes.sources?.count ?? count == count,
      "\(prototypes.sources?.count ?? 0) sources of \(count) prototypes"
    )
  }
}

extension Checkpoint.Metadata {
  /// Writes the root's attributes, the format among them, and the input's size.
  func write(to file: borrowing HDF5Writer, format: String) throws(CheckpointError) {
    let attributes: [(String, HDF5Attribute)] = [
      ("format", .text(format)),
      ("format_version", .integer(Schema.version)),
      ("experiment", .text(experiment)),
      ("experiment_digest", .text(experimentDigest)),
      ("architecture", .text(architecture)),
      ("image_size", .integer(imageSize)),
      ("class_names", .texts(classNames)),
      ("stage", .text(stage)),
      ("epoch", .integer(epoch)),
      ("seed", .unsigned(seed)),
      ("created_by", .text(createdBy)),
    ]
    for (name, value) in attributes { try file.setAttribute(name, of: Schema.root, to: value) }
    try file.setAttribute("resize", of: Schema.input, to: .integers([imageSize, imageSize]))
  }
}

extension HDF5Writer {
  /// Writes the optimisers' states, whose moments must be of the same tensors.
  func write(_ optimizers: [String: OptimizerState]) throws(CheckpointError) {
    for (name, state) in optimizers.sorted(by: { $0.key < $1.key }) {
      precondition(
        state.firstMoments.mapValues(\.shape) == state.secondMoments.mapValues(\.shape),
        "first and second moments of different tensors"
      )
      let group = "\(Schema.optimizer)/\(name)"
      try setAttribute("step_count", of: group, to: .integer(state.stepCount))
      try write(state.firstMoments, under: "\(group)/first_moments")
      try write(state.secondMoments, under: "\(group)/second_moments")
      try write(Schema.momentNotes(group))
    }
  }

  func write(progress: [String: Int]) throws(CheckpointError) {
    try makeGroup(Schema.progress)
    for (name, value) in progress.sorted(by: { $0.key < $1.key }) {
      try setAttribute(name, of: Schema.progress, to: .integer(value))
    }
  }

  /// Writes tensors [any shape] by their names, in the order of the names.
  func write(_ tensors: [String: Tensor], under group: String) throws(CheckpointError) {
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      try write(tensor, to: "\(group)/\(name)")
    }
  }
}

extension HDF5Reader {
  /// The tensors below a group by their paths relative to it.
  func tensors(under group: String) throws(CheckpointError) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for name in try datasets(under: group) { tensors[name] = try tensor("\(group)/\(name)") }
    return tensors
  }
}
