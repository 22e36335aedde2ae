import Files
package import Foundation

/// What a prepared data set consists of and what it was made from; its `manifest.json`.
package struct DatasetManifest: Codable, Hashable, Sendable {
  package static let currentSchema = "protopnet-dataset/1"
  package static let fileName = "manifest.json"

  package var schema = Self.currentSchema
  /// The name of the published data set.
  package let dataset: String
  /// The choices that lead from the source to these pictures, by option.
  package let recipe: [String: String]
  /// The digest of the source's pictures and labels; see ``SourceDigest``.
  package let sourceDigest: String
  package let classNames: [String]
  package let splits: [Split]
  /// In order of path.
  package let images: [Entry]

  package struct Split: Codable, Hashable, Sendable {
    package let name: String
    package let imageCount: Int
    /// The digest that the records of runs on these pictures name.
    package let digest: String
  }

  package struct Entry: Codable, Hashable, Sendable {
    /// The path under the data set's folder, `<split>/<class>/<file>`.
    package let path: String
    package let sha256: String
    /// The picture's name in the source, and its label there.
    package let source: String
    package let label: String
    /// The extents in pixels.
    package let width: Int
    package let height: Int
    /// First column, first row, end column and end row of the crop in the source; nil for whole
    /// pictures.
    package let box: [Int]?
    /// Whether a part of the box lay beyond the source's edge.
    package let isClipped: Bool?
    /// The visible parts in pixels of this picture; those outside the crop have such places.
    package let parts: [SourceSet.Part]?
    /// The box around the object of a whole picture, as ``box``; nil where none is known or ``box`` is it.
    package var objectBox: [Int]?
  }
}

extension DatasetManifest {
  /// Reads the manifest of a folder; nil where there is none.
  ///
  /// - Throws: Where it is no manifest, or says what none can.
  package init?(of folder: URL) throws(DatasetError) {
    let file = folder.appending(path: Self.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw DatasetError(dataset: folder.relativePath, FileError(file, error))
    }
    try Self.refuseNewer(data, file, of: folder)
    do {
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch {
      throw DatasetError(
        dataset: folder.relativePath,
        problems: ["\(file.path) is no manifest of a prepared data set"]
      )
    }
    let problems = problems
    guard problems.isEmpty else {
      throw DatasetError(
        dataset: folder.relativePath,
        problems: problems.map { "\(file.path) \($0)" }
          + ["restore the manifest, or remove \(folder.path) and prepare it again"]
      )
    }
  }

  /// Throws for a manifest that a later version of this program wrote.
  private static func refuseNewer(
    _ data: Data,
    _ file: URL,
    of folder: URL
  ) throws(DatasetError) {
    struct Header: Decodable { var schema: String }
    let parts = (try? JSONDecoder().decode(Header.self, from: data))?.schema.split(separator: "/")
    let known = currentSchema.split(separator: "/")
    guard let parts, parts.count == 2, parts[0] == known[0], let version = Int(parts[1]),
      let current = Int(known[1]), version > current
    else { return }
    throw DatasetError(
      dataset: folder.relativePath,
      problems: [
        "\(file.path) was written by a newer version of this program; update this one, or prepare the "
          + "data into another folder"
      ]
    )
  }

  /// The file's bytes; equal manifests give equal ones.
  ///
  /// - Throws: What JSON cannot hold, which no manifest is.
  func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
