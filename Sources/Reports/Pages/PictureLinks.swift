import Experiments
package import Foundation

/// Finds a run's pictures and links to them from a page elsewhere on the disk.
struct PictureLinks {
  var run: URL
  /// The directory of the page.
  var page: URL

  /// The link to a picture, relative to the page; nil where it was not written.
  func link(_ picture: RunDirectory.Picture, ofPrototype index: Int) -> String? {
    let file = RunDirectory(url: run).file(picture.path(ofPrototype: index))
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    return PageAddress.relative(file, from: page)
  }
}

/// Addresses of files from pages.
package enum PageAddress {
  /// A file's path from a directory, percent-encoded for a link.
  package static func relative(_ file: URL, from directory: URL) -> String {
    let target = file.standardizedFileURL.resolvingSymlinksInPath().pathComponents
    let base = directory.standardizedFileURL.resolvingSymlinksInPath().pathComponents
    let common = zip(target, base).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: base.count - common)
    let down = target.dropFirst(common).map { component in
      component.addingPercentEncoding(withAllowedCharacters: allowed) ?? component
    }
    return (up + down).joined(separator: "/")
  }

  private static let allowed = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
  )
}

extension RunDirectory.Picture {
  var caption: String {
    switch self {
    case .crop: "patch"
    case .box: "in its image"
    case .overlay: "activation"
    }
  }
}
