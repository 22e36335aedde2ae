import Files
import Foundation
import Images

/// The pictures in a split's directory that are not among those read: told, so that no set is silently smaller
/// than its folder.
struct OtherFormats {
  /// Files that torchvision reads, of formats that are not read here.
  private(set) var problems: [String] = []
  /// Pictures that are left out because of their names' extensions, as torchvision leaves them out.
  private(set) var notes: [String] = []

  /// Looks at the names of a directory's files, and at the first bytes of those that do not name a picture.
  init(root: URL, directory: String) {
    let folder =
      directory.isEmpty ? root : root.appending(path: directory, directoryHint: .isDirectory)
    // What cannot be listed is told by whoever lists the pictures.
    for name in (try? DirectoryListing(of: folder).directories) ?? [] {
      look(at: directory.isEmpty ? name : "\(directory)/\(name)", in: root)
    }
  }

  private mutating func look(at path: String, in root: URL) {
    var listed: [String] = []
    let folder = root.appending(path: path, directoryHint: .isDirectory)
    for (inner, listing) in DirectoryListing.all(under: folder, problems: &listed) {
      look(at: listing, inner.isEmpty ? path : "\(path)/\(inner)", in: root)
    }
  }

  private mutating func look(at listing: DirectoryListing, _ path: String, in root: URL) {
    let folder = root.appending(path: path, directoryHint: .isDirectory)
    var unread: [String] = []
    var leftOut: [PictureFormat: [String]] = [:]
    for name in listing.files {
      if DirectoryListing.isPicture(name) {
        if Self.isTIFF(name) { unread.append(name) }
      } else if let format = Self.format(of: folder.appending(path: name)) {
        leftOut[format, default: []].append(name)
      }
    }
    if let first = unread.first {
      problems.append(
        "\(folder.path) has \(Self.count(unread, "TIFF")) (\(first)\(unread.count > 1 ? ", …" : "")), "
          + "which torchvision reads and this program does not; convert them to PNG"
      )
    }
    for (format, names) in leftOut.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      notes.append(
        "\(path): \(Self.count(names, format.rawValue)) left out, as torchvision leaves them out "
          + "(\(names[0])\(names.count > 1 ? ", …" : "")); give it a name in .png or .jpg to have it "
          + "read" + (format.isRead ? "" : " after converting it")
      )
    }
  }

  private static func count(_ names: [String], _ format: String) -> String {
    names.count == 1 ? "1 \(format) picture" : "\(names.count) \(format) pictures"
  }

  private static func isTIFF(_ name: String) -> Bool {
    DirectoryListing.ends(name, in: [".tif", ".tiff"])
  }

  /// The format that a file begins as.
  private static func format(of file: URL) -> PictureFormat? {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return nil }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: 16)).flatMap { $0.map { PictureFormat($0) } ?? nil }
  }
}
