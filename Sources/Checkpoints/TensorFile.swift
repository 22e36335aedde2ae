package import Foundation
package import Tensors

/// HDF5 files of named arrays, such as the evidence of a check, for others to read with h5py.
///
/// They are read back with ``HDF5Reader``.
package enum TensorFile {
  /// The contents of a dataset, in row-major order.
  package enum Dataset: Sendable {
    /// Stored in 32 bits.
    case floats(Tensor)
    /// Stored in 64 bits.
    case doubles([Double], shape: Shape)
    /// Stored in 32 bits, which must suffice.
    case integers([Int], shape: Shape)
    /// Stored as h5py stores `bool`.
    case booleans([Bool], shape: Shape)
    /// Stored in UTF-8, in one row.
    case texts([String])
  }

  /// Writes a file, all of it or nothing; equal contents give equal bytes.
  ///
  /// Attributes belong to the file as a whole, `notes` to datasets by their paths. Datasets are named by
  /// their paths, such as `/source/image`; groups are made on demand. Values must be as many as their shape
  /// says, which is checked by trapping.
  package static func write(
    to url: URL,
    attributes: [String: HDF5Attribute] = [:],
    datasets: [String: Dataset],
    notes: [String: [String: HDF5Attribute]] = [:]
  ) throws(CheckpointError) {
    try HDF5Writer.write(to: url) { (file) throws(CheckpointError) in
      for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
        try file.setAttribute(name, of: Schema.root, to: value)
      }
      for (path, dataset) in datasets.sorted(by: { $0.key < $1.key }) {
        let path = path.hasPrefix("/") ? path : "/\(path)"
        switch dataset {
        case .floats(let tensor): try file.write(tensor, to: path)
        case .doubles(let values, let shape): try file.write(values, shape: shape, to: path)
        case .integers(let values, let shape): try file.write(values, shape: shape, to: path)
        case .booleans(let values, let shape): try file.write(values, shape: shape, to: path)
        case .texts(let texts): try file.write(texts, to: path)
        }
      }
      for (path, attributes) in notes.sorted(by: { $0.key < $1.key }) {
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
          try file.setAttribute(name, of: path, to: value)
        }
      }
    }
  }
}
