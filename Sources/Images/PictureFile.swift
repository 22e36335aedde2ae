import Files
package import Foundation

/// Reading, recognising and writing picture files.
package enum PictureFile {
  enum Format { case jpeg, png }

  /// The format that the first bytes announce.
  static func format(of bytes: [UInt8], name: String) throws(ImageError) -> Format {
    if bytes.starts(with: PNGChunks.signature) { return .png }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
    throw ImageError(
      file: name,
      problem: "is not a JPEG or PNG picture (\(beginning(of: bytes)))",
      advice: "convert it to one of them or remove it from the data"
    )
  }

  /// The format that the extension of a file to be written names.
  static func format(forWriting file: URL) throws(ImageError) -> Format {
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
