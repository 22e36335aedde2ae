package import Foundation
package import Networks
package import Tensors

extension WeightsFile {
  /// Writes the file, all of it or nothing; equal weights give equal bytes.
  package func write(to url: URL) throws(CheckpointError) {
    try HDF5Writer.write(to: url) { (file) throws(CheckpointError) in
      let attributes: [(String, HDF5Attribute)] = [
        ("format", .text(Schema.weightsFormat)),
        ("format_version", .integer(Schema.version)),
        ("architecture", .text(architecture)),
        ("source_file", .text(source.file)),
        ("source_sha256", .text(source.digest)),
      ]
      for (name, value) in attributes { try file.setAttribute(name, of: Schema.root, to: value) }
      try normalization.write(to: file)
      try file.makeGroup(Schema.parameters)
      try file.write(parameters, under: Schema.parameters)
      try file.write(Schema.parameterNotes)
    }
  }

  /// Reads a file.
  ///
  /// - Throws: ``CheckpointError``, also for parameters that are not finite, unless allowed.
  package init(contentsOf url: URL, allowingNonFinite: Bool = false) throws(CheckpointError) {
    let file = try HDF5Reader(contentsOf: url)
    let header = try Header(from: file)
    self.init(
      architecture: header.architecture,
      normalization: header.normalization,
      source: header.source,
      parameters: try file.tensors(under: Schema.parameters)
    )
    try NonFiniteNumbers.check(parameters, in: url.path, allowed: allowingNonFinite)
  }

  /// Reads the parameters of a backbone, which may be cut and so need fewer than the file has.
  ///
  /// - Throws: ``CheckpointError`` naming every parameter that is missing, misshapen or not finite.
  package static func parameters(
    _ specifications: [ParameterSpecification],
    from url: URL
  ) throws(CheckpointError) -> [String: Tensor] {
    let file = try HDF5Reader(contentsOf: url)
    let header = try Header(from: file)
    try header.require(specifications, in: url)
    var parameters: [String: Tensor] = [:]
    for specification in specifications {
      let path = "\(Schema.parameters)/\(specification.name)"
      parameters[specification.name] = try file.tensor(path)
    }
    try NonFiniteNumbers.check(parameters, in: url.path, allowed: false)
    return parameters
  }
}

extension WeightsFile.Header {
  /// Reads what a file holds without the values.
  package init(contentsOf url: URL) throws(CheckpointError) {
    try self.init(from: HDF5Reader(contentsOf: url))
  }

  fileprivate init(from file: borrowing HDF5Reader) throws(CheckpointError) {
    try Schema.require(Schema.weightsFormat, of: file)
    var shapes: [String: Shape] = [:]
    for name in try file.datasets(under: Schema.parameters) {
      shapes[name] = try file.shape(of: "\(Schema.parameters)/\(name)")
    }
    self.init(
      architecture: try file.textAttribute("architecture", of: Schema.root),
      normalization: try InputNormalization(from: file),
      source: WeightsFile.Source(
        file: try file.textAttribute("source_file", of: Schema.root),
        digest: try file.textAttribute("source_sha256", of: Schema.root)
      ),
      shapes: shapes
    )
  }

  /// Throws unless the file at `url` has every parameter of a network in its shape.
  ///
  /// - Throws: ``CheckpointError`` naming every parameter that is missing or misshapen.
  package func require(
    _ specifications: [ParameterSpecification],
    in url: URL
  ) throws(CheckpointError) {
    var fit = ParameterFit(expected: specifications)
    for (name, shape) in shapes.sorted(by: { $0.key < $1.key }) { fit.add(name, shape) }
    let problems = fit.problems
    guard problems.isEmpty else {
      throw CheckpointError(
        file: url.path,
        problem: "holds weights of \(architecture) that do not fit: "
          + problems.joined(separator: ", "),
        remedy: "name weights of the experiment's backbone"
      )
    }
  }
}
