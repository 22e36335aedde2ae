package import Digests
import Files
import Images
import Synchronization

/// The digest that a picture had once, against which every later reading of it is held.
package final class PictureSeal: Sendable {
  package let digest: SHA256Digest
  /// The file's when it was last seen to hold the picture; while it stays, bytes need no digest.
  private let fingerprint: Mutex<FileFingerprint?>

  /// Reads the picture's bytes.
  ///
  /// - Throws: `ImageError` for a picture that cannot be read.
  init(_ contents: PictureContents) throws(ImageError) {
    let before = try? FileFingerprint(of: contents.file)
    digest = SHA256Digest(try contents.read())
    let after = try? FileFingerprint(of: contents.file)
    fingerprint = Mutex(before == after ? after : nil)
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

extension Dataset {
  /// The data set whose pictures are all held to the bytes that they have now.
  ///
  /// Every file is read once, however many splits it belongs to.
  ///
  /// - Throws: ``DatasetError`` for a picture that cannot be read.
  package func sealed() throws(DatasetError) -> Dataset {
    var sealed: [PictureContents: PictureContents] = [:]
    func sealing(_ set: ImageSet) throws(DatasetError) -> ImageSet {
      let missing = Array(
        Set(set.images.flatMap { [$0.contents] + ($0.mask.map { [$0] } ?? []) }).filter {
          sealed[$0] == nil
        }
      )
      let seals = missing.concurrentMap { contents in
        Result { () throws(ImageError) in try PictureSeal(contents) }
      }
      var failures: [ImageError] = []
      for (contents, seal) in zip(missing, seals) {
        switch seal {
        case .success(let seal): sealed[contents] = .sealed(contents, seal)
        case .failure(let error): failures.append(error)
        }
      }
      if let first = failures.min(by: { $0.file < $1.file }) {
        throw DatasetError(dataset: set.name, problems: ["\(first)"])
      }
      return ImageSet(
        name: set.name,
        images: set.images.map { image in
          LabelledImage(
            path: image.path,
            contents: sealed[image.contents, default: image.contents],
            classIndex: image.classIndex,
            mask: image.mask.map { sealed[$0, default: $0] }
          )
        }
      )
    }
    return Dataset(
      name: name,
      root: root,
      classNames: classNames,
      train: try sealing(train),
      projection: try sealing(projection),
      test: try sealing(test),
      validation: try validation.map { (set) throws(DatasetError) in try sealing(set) }
    )
  }
}
