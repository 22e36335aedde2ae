import Images
import Synchronization

/// Resized pictures kept in memory until a number of bytes is reached; the first ones stay.
///
/// Passes go round all pictures, where replacing old ones by new ones would never hit.
final class PictureCache: Sendable {
  private struct Contents {
    var pictures: [Int: Image] = [:]
    var freeBytes: Int
  }

  private let contents: Mutex<Contents>

  init(byteCount: Int) { contents = Mutex(Contents(freeBytes: byteCount)) }

  /// The picture of an index, if it is kept.
  subscript(index: Int) -> Image? { contents.withLock { $0.pictures[index] } }

  /// Keeps a picture if there is room.
  func keep(_ picture: Image, at index: Int) {
    contents.withLock { contents in
      guard picture.pixels.count <= contents.freeBytes, contents.pictures[index] == nil else {
        return
      }
      contents.freeBytes -= picture.pixels.count
      contents.pictures[index] = picture
    }
  }
}
