import Files
package import Foundation

/// Reading, recognising and writing picture files.
package enum PictureFile {
  /// Decodes the bytes of a picture file, called `name` in errors, whatever its extension says.
  ///
  /// Gray samples of 16 bits become what `gray16` says.
  package static func decode(
    _ bytes: [UInt8],
    name: String,
    gray16: Gray16 = .scaled
  ) throws(ImageError) -> DecodedPicture {
    switch PictureFormat(bytes) {
    case .jpeg?: return try JPEGCodec.decode(bytes, name: name)
    case .png?: return try PNGCodec.decode(bytes, name: name, gray16: gray16)
    case .webp?: return try WebPCodec.decode(bytes, name: name)
    case .bmp?: return try BMPCodec.decode(bytes, name: name)
    case .portable?: return try PNMCodec.decode(bytes, name: name, gray16: gray16)
    case let format?:
      throw ImageError(
        file: name,
        problem: "is a \(format.rawValue) picture, which is not read",
        advice: "convert it to PNG or remove it from the data"
      )
    case nil: throw noPicture(bytes, name: name)
    }
  }

  private static func noPicture(_ bytes: [UInt8], name: String) -> ImageError {
    if bytes.starts(with: Array("version https://git-lfs".utf8)) {
      return ImageError(
        file: name,
        problem: "is a pointer of Git LFS, not the picture",
        advice: "fetch the pictures with 'git lfs pull'"
      )
    }
    return ImageError(
      file: name,
      problem: "is no picture that can be read (\(beginning(of: bytes)))",
      advice: "convert it to JPEG or PNG, or remove it from the data"
    )
  }

  /// The format that the extension of a file to be written names.
  static func format(forWriting file: URL) throws(ImageError) -> PictureFormat {
    switch file.pathExtension.lowercased() {
    case "png": .png
    case "jpg", "jpeg": .jpeg
    default:
      throw ImageError(
        file: file.path,
        problem: "has no extension that names a picture format",
        advice: "end the name in .png, .jpg or .jpeg"
      )
    }
  }

  /// The contents of a file.
  package static func read(_ file: URL) throws(ImageError) -> [UInt8] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isDirectory) else {
      throw ImageError(
        file: file.path,
        problem: "does not exist",
        advice: "check the path and whether the data are complete"
      )
    }
    guard !isDirectory.boolValue else {
      throw ImageError(file: file.path, problem: "is a directory", advice: "name a picture file")
    }
    do {
      return [UInt8](try Data(contentsOf: file))
    } catch {
      throw ImageError(
        file: file.path,
        problem: "cannot be read (\(error.reason))",
        advice: "check its permissions and the disk"
      )
    }
  }

  /// Writes a file under a temporary name and renames it, so that no half of it is ever seen.
  static func write(_ bytes: [UInt8], to file: URL) throws(ImageError) {
    do {
      try NewFile.write(Data(bytes), to: file)
    } catch {
      throw ImageError(error)
    }
  }

  private static func beginning(of bytes: [UInt8]) -> String {
    guard !bytes.isEmpty else { return "it is empty" }
    let first = bytes.prefix(16)
    if first.allSatisfy({ (0x20..<0x7F).contains($0) || (0x09...0x0D).contains($0) }) {
      let text = String(decoding: first.map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self)
      return "begins with “\(text)”"
    }
    let digits = first.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    return "begins with the bytes \(digits.joined(separator: " "))"
  }
}
