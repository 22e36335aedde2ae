import Files
import Foundation
import Images
import Runs

/// A folder of pictures that a page shows; equal names are written once.
final class PictureFolder {
  private let folder: URL
  /// What stands before a name in a link of the page.
  private let prefix: String
  private var written: Set<String> = []

  /// Makes the folder `pictures/` beside a page in `page`.
  convenience init(besidePageIn page: URL) throws(RunError) {
    try self.init(page.appending(path: "pictures"), prefix: "pictures/")
  }

  /// Makes a folder whose pictures pages link to by `prefix`.
  init(_ folder: URL, prefix: String) throws(RunError) {
    (self.folder, self.prefix) = (folder, prefix)
    do {
      try Folder.make(folder)
    } catch {
      throw .unwritable(error)
    }
  }

  /// Writes a picture, unless this has written one of its name, and returns its path relative to the page.
  ///
  /// - Throws: `ImageError` where the picture cannot be written.
  func write(_ name: String, _ picture: () -> Image) throws -> String {
    if written.insert(name).inserted {
      try picture().write(to: folder.appending(path: "\(name).png"))
    }
    return "\(prefix)\(name).png"
  }
}
