package import Files

/// A picture that cannot be read or written.
package struct ImageError: ErrorOfWriting, Hashable, CustomStringConvertible {
  /// The file's path, or the name under which bytes in memory were handed over.
  package let file: String
  /// What is wrong, such as `is cut off after 512 bytes`.
  package let problem: String
  /// What the reader of the message can do about it.
  package let advice: String

  /// Why the picture cannot be written; nil where something else is wrong.
  package let writeFailure: WriteFailure?

  package init(file: String, problem: String, advice: String) {
    (self.file, self.problem, self.advice) = (file, problem, advice)
    writeFailure = nil
  }

  /// A picture that cannot be written.
  package init(_ failure: WriteFailure) {
    (file, advice, writeFailure) = (failure.file, failure.remedy, failure)
    problem = "cannot be written (\(failure.reason))"
  }

  package var description: String {
    writeFailure?.description ?? "\(file) \(problem); \(advice)"
  }
}

extension ImageError {
  /// A picture whose data end too early or do not decode.
  static func corrupt(_ file: String, _ problem: String) -> ImageError {
    ImageError(
      file: file,
      problem: problem,
      advice: "copy or download the picture again, or remove it from the data"
    )
  }

  /// The most pixels that a picture may have: 150 MB as RGB, which some kilobytes of a file can ask for.
  ///
  /// The largest of the data sets at hand has 42 million.
  package static let pixelLimit = 50_000_000

  /// Refuses pictures whose decoding takes more memory than 64 MB and four times their file.
  ///
  /// A few bytes may announce gigabytes; photographs of up to 20 megapixels are always within it.
  static func checkMemory(
    _ byteCount: Int,
    width: Int,
    height: Int,
    fileSize: Int,
    file: String
  ) throws(ImageError) {
    guard byteCount <= (64 << 20) + 4 * fileSize else {
      throw ImageError(
        file: file,
        problem: "has \(width)×\(height) pixels in \(fileSize) bytes, and would take "
          + "\(byteCount >> 20) MB of memory",
        advice: "scale the picture down"
      )
    }
  }

  /// Refuses extents that no real picture has before memory is taken for them.
  static func checkExtents(width: Int, height: Int, file: String) throws(ImageError) {
    guard width > 0, height > 0, width <= pixelLimit / height else {
      throw ImageError(
        file: file,
        problem:
          "has \(width)×\(height) pixels, and none or more than \(pixelLimit) are not decoded",
        advice: "scale the picture down"
      )
    }
  }
}
