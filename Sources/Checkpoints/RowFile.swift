import Files
package import Foundation
package import Tensors

/// Rows of floats in an HDF5 file that is filled from its first row on, and whose finished rows survive
/// that the process is killed meanwhile.
///
/// `/rows` is float32 [N, …] in one piece, so that every row has its place from the beginning and no
/// index has to survive; `/finished_row_count` tells how many of them were written. The root's
/// attributes say what the rows are. Rows may be read by several threads.
package final class RowFile: @unchecked Sendable {
  // Sendable: but for `rowCount`, which only the thread that appends uses, all is set once.

  /// The rows that are there.
  package private(set) var rowCount: Int
  private let count: Int
  private let rowShape: Shape
  private let url: URL
  private let descriptor: Int32
  /// Where in the file the rows and their number lie.
  private let places: Places

  private struct Places {
    let rows: Int
    let finished: Int
  }

  private static let rowsPath = "/rows"
  private static let finishedPath = "/finished_row_count"
  private static let identityPrefix = "of_"
  private static let notes = [
    rowsPath: DatasetNote(
      "row, then the axes of one picture's values",
      "as the network computes them",
      "what a stage computes once of every training picture, and of its mirror image behind all pictures"
    ),
    finishedPath: DatasetNote("", "rows", "how many rows, from the first one on, are written"),
  ]

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
    (self.url, self.rowShape, self.count) = (url, rowShape, count)
    let shape = Shape([count] + rowShape.dimensions)
    // Whatever is wrong with a file, its rows can be computed again.
    if let (known, places) = try? Self.open(url, identity, shape) {
      (rowCount, self.places) = (known, places)
    } else {
      try Self.create(url, identity, shape)
      (rowCount, places) = try Self.open(url, identity, shape)
    }
    descriptor = Foundation.open(url.path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw CheckpointError(WriteFailure(url, needed: 4 * shape.count, code: errno))
    }
  }

  deinit { close(descriptor) }

  /// Adds the next rows, [n, …]; they are on the disk when this returns.
  package func append(_ values: Tensor) throws(CheckpointError) {
    let added = values.count / rowShape.count
    precondition(values.count == added * rowShape.count, "rows of \(values.shape) for \(rowShape)")
    precondition(rowCount + added <= count, "more rows than \(count)")
    let offset = place(of: rowCount)
    let isWritten = values.withUnsafeValues { buffer in
      RawFile.write(UnsafeRawBufferPointer(buffer), to: descriptor, at: offset)
    }
    // The number must not reach the disk before the rows.
    guard isWritten, fsync(descriptor) == 0 else { throw failure }
    rowCount += added
    let number = withUnsafeBytes(of: Int32(rowCount).littleEndian) { Array($0) }
    guard RawFile.write(number, to: descriptor, at: places.finished), fsync(descriptor) == 0 else {
      throw failure
    }
  }

  /// The rows at some indices, [n, …].
  package func rows(_ indices: [Int]) throws(CheckpointError) -> Tensor {
    let shape = Shape([indices.count] + rowShape.dimensions)
    return try tensor(shape) { buffer in
      indices.enumerated().allSatisfy { position, index in
        precondition((0..<count).contains(index), "no row \(index) of \(count)")
        let start = position * rowShape.count
        return read(index, into: buffer[start..<start + rowShape.count])
      }
    }
  }

  /// All rows, [N, …]; traps where some are missing.
  package func allRows() throws(CheckpointError) -> Tensor {
    precondition(rowCount == count, "\(rowCount) of \(count) rows")
    return try tensor(Shape([count] + rowShape.dimensions)) { read(0, into: $0[...]) }
  }

  // MARK: - Making and recognising files

  private static func create(
    _ url: URL,
    _ identity: [String: String],
    _ shape: Shape
  ) throws(CheckpointError) {
    try HDF5Writer.write(to: url, changes: true) { (file) throws(CheckpointError) in
      try file.setAttribute("format", of: Schema.root, to: .text(Schema.rowsFormat))
      try file.setAttribute("format_version", of: Schema.root, to: .integer(Schema.version))
      for (name, value) in identity.sorted(by: { $0.key < $1.key }) {
        try file.setAttribute(identityPrefix + name, of: Schema.root, to: .text(value))
      }
      try file.makeRoom(shape.dimensions, at: rowsPath)
      try file.write([0] as [Int], shape: [], to: finishedPath)
      try file.write(notes)
    }
  }

  /// The finished rows of a file that holds the very rows that are asked for.
  private static func open(
    _ url: URL,
    _ identity: [String: String],
    _ shape: Shape
  ) throws(CheckpointError) -> (rowCount: Int, Places) {
    let file = try HDF5Reader(contentsOf: url)
    try Schema.require(Schema.rowsFormat, of: file)
    var found: [String: String] = [:]
    for name in try file.attributeNames(of: Schema.root) where name.hasPrefix(identityPrefix) {
      let value = try file.textAttribute(name, of: Schema.root)
      found[String(name.dropFirst(identityPrefix.count))] = value
    }
    let number = try file.integers(finishedPath, shape: [])[0]
    guard found == identity, (0...shape[0]).contains(number) else {
      throw file.place("").error("holds other rows")
    }
    let places = Places(
      rows: shape.count == 0 ? 0 : try file.offset(of: rowsPath, .float32, shape: shape),
      finished: try file.offset(of: finishedPath, .int32, shape: [])
    )
    return (number, places)
  }

  // MARK: - Moving rows

  private func place(of row: Int) -> Int { places.rows + 4 * row * rowShape.count }

  private func tensor(
    _ shape: Shape,
    _ fill: (UnsafeMutableBufferPointer<Float>) -> Bool
  ) throws(CheckpointError) -> Tensor {
    var isFilled = false
    let tensor = Tensor(shape: shape) { buffer in
      isFilled = fill(buffer)
      if !isFilled { buffer.initialize(repeating: 0) }
    }
    let code = errno
    guard isFilled else {
      if code != 0 { throw CheckpointError(FileError(file: url.path, code: code)) }
      throw HDF5Place(file: url.path, object: Self.rowsPath, isOurs: true)
        .damaged("its rows end early")
    }
    return tensor
  }

  private func read(_ row: Int, into floats: Slice<UnsafeMutableBufferPointer<Float>>) -> Bool {
    let bytes = UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: floats))
    return RawFile.read(descriptor, at: place(of: row), into: bytes)
  }

  private var failure: CheckpointError {
    CheckpointError(WriteFailure(url, needed: 4 * count * rowShape.count, code: errno))
  }
}
