import CHDF5
package import Foundation
package import Tensors

/// Rows of floats in an HDF5 file that is filled from its first row on, and whose finished rows survive
/// that the process is killed meanwhile.
///
/// `/rows` is float32 [N, …] in one piece, so that every row has its place from the beginning and no
/// index has to survive; `/finished_row_count` tells how many of them were written. The root's
/// attributes say what the rows are. Rows may be read by several threads.
package final class RowFile: @unchecked Sendable {
  // Sendable: but for `rowCount`, which only the thread that appends uses, all is set once, and calls
  // of the library go one after the other.

  /// The rows that are there.
  package private(set) var rowCount: Int
  private let count: Int
  private let rowShape: Shape
  private let url: URL
  private let place: HDF5Place
  private let file: HDF5Handle
  private let rows: HDF5Handle
  private let finished: HDF5Handle

  private static let rowsPath = "/rows"
  private static let finishedPath = "/finished_row_count"
  private static let identityPrefix = "of_"

  /// Opens the file at `url` if it was made for the same rows, and makes it anew otherwise.
  ///
  /// `identity` holds all that decides the rows: those of a file that differs in any of it, or that
  /// cannot be read, are not used.
  package init(
    at url: URL,
    identity: [String: String],
    rowShape: Shape,
    count: Int
  ) throws(CheckpointError) {
    if let known = Self.finishedRowCount(url, identity, rowShape, count) {
      rowCount = known
    } else {
      try Self.create(url, identity, rowShape, count)
      rowCount = 0
    }
    let place = HDF5Place(
      file: url.path,
      remedy: "check that its disk has room, or delete it and run again"
    )
    (self.url, self.rowShape, self.count, self.place) = (url, rowShape, count, place)
    file = try HDF5Library.perform { () throws(CheckpointError) in
      let id = H5Fopen(url.path, chdf5_read_write(), 0)
      return try HDF5Handle(id, closing: H5Fclose, at: place, "cannot be opened for writing")
    }
    rows = try Self.dataset(Self.rowsPath, of: file, place)
    finished = try Self.dataset(Self.finishedPath, of: file, place)
  }

  /// Adds the next rows, [n, …]; they are on the disk when this returns.
  package func append(_ values: Tensor) throws(CheckpointError) {
    let added = values.count / rowShape.count
    precondition(values.count == added * rowShape.count, "rows of \(values.shape) for \(rowShape)")
    precondition(rowCount + added <= count, "more rows than \(count)")
    let result: Result<Void, CheckpointError> = values.withUnsafeValues { buffer in
      Result { () throws(CheckpointError) in
        try transfer(rowCount, added) { (memory, selection) throws(CheckpointError) in
          let type = chdf5_native_float()
          let status = H5Dwrite(rows.id, type, memory, selection, 0, buffer.baseAddress)
          try place.check(status, "cannot be written")
        }
      }
    }
    try result.get()
    // The number must not reach the disk before the rows.
    try flush()
    rowCount += added
    try HDF5Library.perform { () throws(CheckpointError) in
      var number = Int64(rowCount)
      let status = H5Dwrite(finished.id, chdf5_native_int64(), 0, 0, 0, &number)
      try place.check(status, "cannot be written")
    }
    try flush()
  }

  /// The rows at some indices, [n, …].
  package func rows(_ indices: [Int]) throws(CheckpointError) -> Tensor {
    let shape = Shape([indices.count] + rowShape.dimensions)
    return try tensor(shape) { (buffer) throws(CheckpointError) in
      for (position, index) in indices.enumerated() {
        precondition((0..<count).contains(index), "no row \(index) of \(count)")
        try read(index, 1, into: buffer.baseAddress.map { $0 + position * rowShape.count })
      }
    }
  }

  /// All rows, [N, …]; traps where some are missing.
  package func allRows() throws(CheckpointError) -> Tensor {
    precondition(rowCount == count, "\(rowCount) of \(count) rows")
    return try tensor(Shape([count] + rowShape.dimensions)) { (buffer) throws(CheckpointError) in
      try read(0, count, into: buffer.baseAddress)
    }
  }

  // MARK: - Making and recognising files

  private static func create(
    _ url: URL,
    _ identity: [String: String],
    _ rowShape: Shape,
    _ count: Int
  ) throws(CheckpointError) {
    try HDF5Writer.write(to: url) { (file) throws(CheckpointError) in
      try file.setAttribute("format", of: Schema.root, to: .text(Schema.rowsFormat))
      try file.setAttribute("format_version", of: Schema.root, to: .integer(Schema.version))
      for (name, value) in identity.sorted(by: { $0.key < $1.key }) {
        try file.setAttribute(identityPrefix + name, of: Schema.root, to: .text(value))
      }
      try file.makeRoom([count] + rowShape.dimensions, at: rowsPath)
      try file.write([0] as [Int], shape: [], to: finishedPath)
    }
  }

  /// The finished rows of a file that holds the very rows that are asked for; nil of any other.
  private static func finishedRowCount(
    _ url: URL,
    _ identity: [String: String],
    _ rowShape: Shape,
    _ count: Int
  ) -> Int? {
    // Whatever is wrong with the file, its rows can be computed again.
    try? { () throws(CheckpointError) -> Int? in
      let file = try HDF5Reader(contentsOf: url)
      try Schema.require(Schema.rowsFormat, of: file)
      var found: [String: String] = [:]
      for name in try file.attributeNames(of: Schema.root) where name.hasPrefix(identityPrefix) {
        let value = try file.textAttribute(name, of: Schema.root)
        found[String(name.dropFirst(identityPrefix.count))] = value
      }
      let shape = try file.shape(of: rowsPath)
      let number = try file.integers(finishedPath, shape: [])[0]
      guard found == identity, shape == Shape([count] + rowShape.dimensions),
        (0...count).contains(number)
      else { return nil }
      return number
    }()
  }

  private static func dataset(
    _ path: String,
    of file: borrowing HDF5Handle,
    _ place: HDF5Place
  ) throws(CheckpointError) -> HDF5Handle {
    let id = file.id
    return try HDF5Library.perform { () throws(CheckpointError) in
      try HDF5Handle(H5Dopen2(id, path, 0), closing: H5Dclose, at: place, "cannot be opened")
    }
  }

  // MARK: - Moving rows

  private func tensor(
    _ shape: Shape,
    _ fill: (UnsafeMutableBufferPointer<Float>) throws(CheckpointError) -> Void
  ) throws(CheckpointError) -> Tensor {
    var failure: CheckpointError?
    let tensor = Tensor(shape: shape) { buffer in
      do throws(CheckpointError) { try fill(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
    return tensor
  }

  private func read(
    _ first: Int,
    _ number: Int,
    into address: UnsafeMutablePointer<Float>?
  ) throws(CheckpointError) {
    try transfer(first, number) { (memory, selection) throws(CheckpointError) in
      let status = H5Dread(rows.id, chdf5_native_float(), memory, selection, 0, address)
      try place.check(status, "cannot be read")
    }
  }

  /// Calls `body` with the spaces of some adjacent rows in memory and in the file.
  private func transfer(
    _ first: Int,
    _ number: Int,
    _ body: (_ memory: hid_t, _ selection: hid_t) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    try HDF5Rows(range: first..<first + number, rowExtents: rowShape.dimensions)
      .transfer(rows.id, at: place, body)
  }

  private func flush() throws(CheckpointError) {
    try HDF5Library.perform { () throws(CheckpointError) in
      try place.check(H5Fflush(file.id, H5F_SCOPE_LOCAL), "cannot be written")
    }
    try DurableFile.synchronize(url)
  }
}
