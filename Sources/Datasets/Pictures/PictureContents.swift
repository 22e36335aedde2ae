package import Digests
package import Foundation
package import Images

/// Where the bytes of a picture's file lie.
package enum PictureContents: Sendable, Hashable {
  /// In a file of their own.
  case file(URL)
  /// In a file that holds many pictures.
  case packed(PackedPictures, index: Int)
  /// In either, and the bytes that a digest names: others are refused.
  indirect case sealed(PictureContents, PictureSeal)

  /// The file that holds them.
  package var file: URL {
    switch self {
    case .file(let file): file
    case .packed(let pictures, _): pictures.file
    case .sealed(let contents, _): contents.file
    }
  }

  /// The name in error messages.
  package var name: String {
    switch self {
    case .file(let file): file.path
    case .packed(let pictures, let index): "picture \(index) of \(pictures.file.path)"
    case .sealed(let contents, _): contents.name
    }
  }

  /// The bytes.
  package func read() throws(ImageError) -> [UInt8] {
    switch self {
    case .file(let file): try PictureFile.read(file)
    case .packed(let pictures, let index): try pictures.read(index)
    case .sealed(let contents, let seal): try seal.read(contents)
    }
  }

  /// The decoded picture; gray samples of 16 bits become what `gray16` says.
  package func image(gray16: Gray16 = .scaled) throws(ImageError) -> Image {
    try PictureFile.decode(read(), name: name, gray16: gray16).image
  }

  /// The digest of the bytes; of sealed ones it is known.
  package func digest() throws(ImageError) -> SHA256Digest {
    if case .sealed(_, let seal) = self { return seal.digest }
    return SHA256Digest(try read())
  }
}

/// A file of many pictures that can be read one by one, from any thread.
package final class PackedPictures: Sendable, Hashable {
  package let file: URL
  let read: @Sendable (_ index: Int) throws(ImageError) -> [UInt8]

  package init(file: URL, read: @escaping @Sendable (_ index: Int) throws(ImageError) -> [UInt8]) {
    (self.file, self.read) = (file, read)
  }

  package static func == (left: PackedPictures, right: PackedPictures) -> Bool { left === right }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
