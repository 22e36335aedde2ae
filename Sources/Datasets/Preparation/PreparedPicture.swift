import Digests
import Files
import Foundation
import Images

/// The file that a source's picture becomes.
struct PreparedPicture: Sendable {
  let picture: SourceSet.Picture
  /// The path under the prepared folder.
  let path: String

  /// What came of a picture.
  struct Outcome: Sendable {
    let sourceSHA256: String
    let entry: DatasetManifest.Entry
    let contents: [UInt8]
  }

  init(_ picture: SourceSet.Picture, classNames: [String]) {
    self.picture = picture
    let file = picture.name.pathSteps.last ?? picture.name
    let isKept = picture.box == nil && picture.isFile
    let stem = file.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(file[..<$0]) } ?? file
    let name = isKept ? file : stem + (picture.box == nil ? ".png" : ".jpg")
    path = "\(picture.split)/\(classNames[picture.classIndex])/\(name)"
  }

  /// Reads and crops the picture.
  ///
  /// - Throws: The problem that a reader of the source has to solve.
  func outcome() throws(SourceProblem) -> Outcome {
    let (source, sha256, image) = try read()
    guard let box = picture.box else {
      return Outcome(
        sourceSHA256: sha256,
        entry: entry(of: source, image: image, rows: nil, columns: nil),
        contents: source
      )
    }
    let extents = "\(image.width)×\(image.height) pixels"
    switch box.crop(width: image.width, height: image.height) {
    case .empty:
      throw SourceProblem("the box \(box.text) of \(picture.name) is empty")
    case .outside:
      throw SourceProblem("the box \(box.text) of \(picture.name) lies outside its \(extents)")
    case .inside(let rows, let columns):
      return try crop(image, sha256, rows: rows, columns: columns, isClipped: nil)
    case .clipped(let rows, let columns):
      return try crop(image, sha256, rows: rows, columns: columns, isClipped: true)
    }
  }

  /// The file to keep, the digest of what the source holds, and the decoded picture.
  private func read() throws(SourceProblem) -> (file: [UInt8], sha256: String, image: Image) {
    switch picture.contents {
    case .gray(let gray):
      let file = PNGCodec.encode(gray)
      do throws(ImageError) {
        let image = try Image(decoding: file, name: picture.name)
        return (file, "\(SHA256Digest(gray.pixels))", image)
      } catch {
        throw SourceProblem(error.description)
      }
    case .file(let location):
      guard let contents = try? Data(contentsOf: location) else {
        let isThere = FileManager.default.fileExists(atPath: location.path)
        let near = isThere ? nil : SourceFolder.nearName(to: location)
        throw SourceProblem(
          "\(location.path) \(isThere ? "cannot be read" : "does not exist")"
            + (near.map { "; beside it is '\($0.spelling)', so rename that or mend the list" } ?? "")
        )
      }
      let bytes = [UInt8](contents)
      do throws(ImageError) {
        let image = try Image(decoding: bytes, name: location.path)
        return (bytes, "\(SHA256Digest(bytes))", image)
      } catch {
        throw SourceProblem(error.description)
      }
    }
  }

  private func crop(
    _ image: Image,
    _ sha256: String,
    rows: Range<Int>,
    columns: Range<Int>,
    isClipped: Bool?
  ) throws(SourceProblem) -> Outcome {
    let cropped = image.cropped(rows: rows, columns: columns)
    do throws(ImageError) {
      let contents = try JPEGCodec.encode(cropped, quality: Preparation.cropQuality, name: path)
      return Outcome(
        sourceSHA256: sha256,
        entry: entry(
          of: contents,
          image: cropped,
          rows: rows,
          columns: columns,
          isClipped: isClipped
        ),
        contents: contents
      )
    } catch {
      throw SourceProblem(error.description)
    }
  }

  /// The object's box within the picture, as far as it lies there.
  private func objectBox(in image: Image) -> [Int]? {
    switch picture.objectBox?.crop(width: image.width, height: image.height) {
    case .inside(let rows, let columns), .clipped(let rows, let columns):
      [columns.lowerBound, rows.lowerBound, columns.upperBound, rows.upperBound]
    case .empty, .outside, nil: nil
    }
  }

  private func entry(
    of contents: [UInt8],
    image: Image,
    rows: Range<Int>?,
    columns: Range<Int>?,
    isClipped: Bool? = nil
  ) -> DatasetManifest.Entry {
    let (left, top) = (columns?.lowerBound ?? 0, rows?.lowerBound ?? 0)
    let parts = picture.parts.map {
      SourceSet.Part(name: $0.name, x: $0.x - Double(left), y: $0.y - Double(top))
    }
    return DatasetManifest.Entry(
      path: path,
      sha256: "\(SHA256Digest(contents))",
      source: picture.name,
      label: picture.label,
      width: image.width,
      height: image.height,
      box: rows.flatMap { rows in
        columns.map { [$0.lowerBound, rows.lowerBound, $0.upperBound, rows.upperBound] }
      },
      isClipped: isClipped,
      parts: parts.isEmpty ? nil : parts,
      objectBox: rows == nil ? objectBox(in: image) : nil
    )
  }
}

extension SourceSet.Picture {
  fileprivate var isFile: Bool {
    if case .file = contents { true } else { false }
  }
}
