import Files
import Foundation
import Images
import Runs

/// The folder of a page's pictures, `pictures/` beside it; equal names are written anew.
struct PictureFolder {
  private let page: URL

  /// Makes the folder beside a page in `page`.
  init(besidePageIn page: URL) throws(RunError) {
    self.page = page
    let folder = page.appending(path: "pictures")
    do {
      try Folder.make(folder)
    } catch {
      throw .unwritable(error)
    }
  }

  /// Writes a picture and returns its path relative to the page.
  ///
  /// - Throws: `ImageError` where the picture cannot be written.
  func write(_ picture: Image, _ name: String) throws -> String {
    let path = "pictures/\(name).png"
    try picture.write(to: page.appending(path: path))
    return path
  }
}
