package import Digests
import Files
import Images
import Synchronization

/// The digest that a picture had once, against which every later reading of it is held.
package final class PictureSeal: Sendable {
  package let digest: SHA256Digest
  /// The file's when it was last seen to hold the picture; while it stays, bytes need no digest.
  private let fingerprint: Mutex<FileFingerprint?>

  /// Reads the picture's bytes, which `look` is shown.
  ///
  /// - Throws: `ImageError` for a picture that cannot be read, and what `look` throws.
  init(
    _ contents: PictureContents,
    look: ([UInt8]) throws(ImageError) -> Void = { _ in }
  ) throws(ImageError) {
    let before = try? FileFingerprint(of: contents.file)
    let bytes = try contents.read()
    digest = SHA256Digest(bytes)
    let after = try? FileFingerprint(of: contents.file)
    fingerprint = Mutex(before == after ? after : nil)
    try look(bytes)
  }

  /// The bytes of the sealed picture.
  ///
  /// - Throws: `ImageError` for one that cannot be read, or is another one now.
  func read(_ contents: PictureContents) throws(ImageError) -> [UInt8] {
    let before = try? FileFingerprint(of: contents.file)
    let bytes: [UInt8]
    do {
      bytes = try contents.read()
    } catch {
      guard before == nil else { throw error }
      throw ImageError(
        file: contents.name,
        problem: "is gone since the run began",
        advice: Self.advice
      )
    }
    let after = try? FileFingerprint(of: contents.file)
    let known = fingerprint.withLock { $0 }
    if let known, before == known, after == known { return bytes }
    let found = SHA256Digest(bytes)
    guard found == digest else {
      throw ImageError(
        file: contents.name,
        problem:
          "has changed since the run began: its SHA-256 digest was \(digest.prefix(12))…, and "
          + "is \(found.prefix(12))…",
        advice: Self.advice
      )
    }
    // Written to in between, it may hold something else again.
    if before == after { fingerprint.withLock { $0 = after } }
    return bytes
  }

  private static let advice = "put it back, or start another run"
}

extension PictureSeal: Hashable {
  package static func == (left: PictureSeal, right: PictureSeal) -> Bool {
    left.digest == right.digest
  }

  package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}
