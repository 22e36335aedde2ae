package import Foundation
package import Tensors

/// A baseline with everything needed to use it and to go on training it.
///
/// The file is a ``Checkpoint``'s but for the prototypes and the last layer, and its format has another
/// name, so that neither is taken for the other.
package struct BaselineCheckpoint: Equatable, Sendable {
  package var metadata: Checkpoint.Metadata
  /// How a picture becomes an input, but for the image size in ``metadata``.
  package var normalization: InputNormalization
  /// By group and name, such as `backbone/features.0.weight` and `linear_layer/0.weight` [K, C, 1, 1].
  package var parameters: [String: Tensor]
  /// The state of each optimiser by stage: `warm-up`, `joint`.
  package var optimizers: [String: OptimizerState]
  /// Where the schedule stands, such as `finished_stage_count`.
  package var progress: [String: Int]

  package init(
    metadata: Checkpoint.Metadata,
    normalization: InputNormalization,
    parameters: [String: Tensor],
    optimizers: [String: OptimizerState] = [:],
    progress: [String: Int] = [:]
  ) {
    (self.metadata, self.normalization, self.parameters) = (metadata, normalization, parameters)
    (self.optimizers, self.progress) = (optimizers, progress)
  }

  /// Whether a file says that it is a baseline's.
  ///
  /// - Throws: ``CheckpointError`` for a file that cannot be read.
  package static func isBaseline(_ url: URL) throws(CheckpointError) -> Bool {
    let file = try HDF5Reader(contentsOf: url)
    guard try file.hasAttribute("format", of: Schema.root) else { return false }
    return try file.textAttribute("format", of: Schema.root) == Schema.baselineFormat
  }

  /// Reads a file.
  ///
  /// - Throws: ``CheckpointError`` as for a ``Checkpoint``.
  package init(contentsOf url: URL, allowingNonFinite: Bool = false) throws(CheckpointError) {
    let file = try HDF5Reader(contentsOf: url)
    try Schema.require(Schema.baselineFormat, of: file)
    self.init(
      metadata: try Checkpoint.Metadata(from: file),
      normalization: try InputNormalization(from: file),
      parameters: try file.parameters(),
      optimizers: try file.optimizers(),
      progress: try file.progress()
    )
    let tensors =
      parameters.map { ("parameters/\($0.key)", $0.value) }
      + optimizers.flatMap { $0.value.tensors(of: $0.key) }
    try NonFiniteNumbers.check(tensors, in: url.path, allowed: allowingNonFinite)
  }

  /// Writes the file, all of it or nothing; equal checkpoints give equal bytes.
  package func write(to url: URL) throws(CheckpointError) {
    try HDF5Writer.write(to: url) { (file) throws(CheckpointError) in
      try metadata.write(to: file, format: Schema.baselineFormat)
      try normalization.write(to: file)
      try file.makeGroup(Schema.parameters)
      try file.write(parameters, under: Schema.parameters)
      try file.write(Schema.parameterNotes)
      try file.write(optimizers)
      try file.write(progress: progress)
    }
  }
}
