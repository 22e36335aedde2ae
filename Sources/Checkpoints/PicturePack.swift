package import Foundation
import Tensors

/// Encoded pictures of a data set in one HDF5 file, read one at a time by any thread.
///
/// `/jpeg` is uint8 in one piece, the pictures' JPEG or PNG files one after the other: picture i is
/// `jpeg[offset[i]:offset[i + 1]]`. `/offset` is int64 [N + 1], `/path` text [N], `/class` int32 [N] with
/// the root's attribute `class_names`, and `/manifest` text, lines that say how the pictures were made.
package final class PicturePack: Sendable {
  /// A picture's name and class.
  package struct Picture: Sendable, Hashable {
    package let path: String
    package let classIndex: Int
    package let byteCount: Int

    package init(path: String, classIndex: Int, byteCount: Int) {
      (self.path, self.classIndex, self.byteCount) = (path, classIndex, byteCount)
    }
  }

  package let pictures: [Picture]
  package let manifest: [String]
  /// Where the pictures begin in the file.
  private let offsets: [Int]
  private let source: HDF5Source

  private static let jpegPath = "/jpeg"
  private static let offsetPath = "/offset"
  private static let pathPath = "/path"
  private static let classPath = "/class"
  private static let manifestPath = "/manifest"
  private static let classNames = "class_names"
  private static let notes = [
    jpegPath: DatasetNote("byte", "bytes", "the pictures' JPEG or PNG files, one after the other"),
    offsetPath: DatasetNote(
      "picture or the end",
      "bytes",
      "where each picture begins in /jpeg, and where the last one ends"
    ),
    pathPath: DatasetNote("picture", "path below the folder of the data", "the pictures' names"),
    classPath: DatasetNote("picture", "index of class_names", "the pictures' classes"),
    manifestPath: DatasetNote(
      "line",
      "text",
      "how the pictures were made: lines of JSON, the settings first, then one a picture"
    ),
  ]

  /// Writes a file, all of it or none; `contents` reads the pictures one after the other.
  package static func write(
    to url: URL,
    _ pictures: [Picture],
    classNames: [String],
    manifest: [String],
    contents: @escaping (_ index: Int) throws(CheckpointError) -> [UInt8]
  ) throws(CheckpointError) {
    let offsets = pictures.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.byteCount) }
    try HDF5Writer.write(to: url) { (file) throws(CheckpointError) in
      try file.setAttribute("format", of: Schema.root, to: .text(Schema.picturesFormat))
      try file.setAttribute("format_version", of: Schema.root, to: .integer(Schema.version))
      try file.setAttribute(Self.classNames, of: Schema.root, to: .texts(classNames))
      try file.write(offsets.map { Int64($0) }, to: offsetPath)
      try file.write(pictures.map(\.path), to: pathPath)
      try file.write(pictures.map(\.classIndex), to: classPath)
      try file.write(manifest, to: manifestPath)
      let place = file.place(jpegPath)
      try file.write(offsets[pictures.count], to: jpegPath) { (take) throws(CheckpointError) in
        for (index, picture) in pictures.enumerated() {
          let bytes = try contents(index)
          guard bytes.count == picture.byteCount else {
            throw place.error(
              "needs \(picture.byteCount) bytes of \(picture.path), which has \(bytes.count)"
            )
          }
          try take(bytes)
        }
      }
      try file.write(notes)
    }
  }

  /// Opens a file.
  package init(contentsOf url: URL) throws(CheckpointError) {
    let reader = try HDF5Reader(contentsOf: url)
    try Schema.require(Schema.picturesFormat, of: reader)
    let paths = try reader.texts(Self.pathPath).values
    let classes = try reader.integers(Self.classPath, shape: [paths.count])
    let offsets = try reader.integers(Self.offsetPath, shape: [paths.count + 1])
    manifest = try reader.texts(Self.manifestPath).values
    let count = try reader.shape(of: Self.jpegPath).count
    let rises = zip(offsets, offsets.dropFirst()).allSatisfy { $0 < $1 }
    guard offsets[0] == 0, offsets[paths.count] == count, rises else {
      throw reader.place(Self.offsetPath).error("does not divide the \(count) bytes of /jpeg")
    }
    pictures = paths.indices.map {
      Picture(
        path: paths[$0],
        classIndex: classes[$0],
        byteCount: offsets[$0 + 1] - offsets[$0]
      )
    }
    let start = count == 0 ? 0 : try reader.offset(of: Self.jpegPath, .uint8, shape: [count])
    self.offsets = offsets.map { start + $0 }
    source = reader.source
  }

  /// The JPEG or PNG file of a picture.
  package func bytes(at index: Int) throws(CheckpointError) -> [UInt8] {
    precondition(pictures.indices.contains(index), "no picture \(index) of \(pictures.count)")
    return try source.read(pictures[index].byteCount, at: offsets[index])
  }
}
