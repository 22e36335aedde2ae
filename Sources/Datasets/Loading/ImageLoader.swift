package import Images

/// Turns picture files into batches on background threads, ahead of the thread that uses them.
package final class ImageLoader: Sendable {
  /// The number of batches that are prepared ahead of the one in use.
  package static let lookAhead = 3

  package let images: [LabelledImage]
  package let transform: InputTransform
  /// The number of background threads; results do not depend on it.
  package let threadCount: Int
  /// What passes with a name do to each picture; nil for nothing.
  package let augmentation: OnTheFlyAugmentation?
  private let cache: PictureCache

  /// Creates a loader that keeps up to `cacheBytes` of decoded pictures between passes.
  ///
  /// They are kept as they are resized, or at their own size where they are augmented before.
  package init(
    images: [LabelledImage],
    transform: InputTransform,
    threadCount: Int = 2,
    cacheBytes: Int = 0,
    augmentation: OnTheFlyAugmentation? = nil
  ) {
    precondition(threadCount > 0 && cacheBytes >= 0, "\(threadCount) threads, \(cacheBytes) bytes")
    (self.images, self.transform) = (images, transform)
    (self.threadCount, self.augmentation) = (threadCount, augmentation)
    cache = PictureCache(byteCount: cacheBytes)
  }

  /// Calls `body` on this thread with the pictures of `order`, `batchSize` at a time, the rest last.
  ///
  /// `order` holds positions in `images`. Batches come strictly in order and are prepared while
  /// `body` runs, at most three ahead. All threads have ended when this returns or throws. With
  /// `pass`, which names a pass of training, pictures are augmented where the loader has an
  /// augmentation.
  ///
  /// - Throws: The `ImageError` of an unreadable picture in place of its batch, and what `body`
  ///   throws.
  package func forEachBatch(
    order: [Int],
    batchSize: Int,
    pass name: String? = nil,
    _ body: (Batch) throws -> Void
  ) throws {
    precondition(batchSize > 0, "batches of \(batchSize)")
    let all = stride(from: 0, to: order.count, by: batchSize).map {
      Array(order[$0..<min($0 + batchSize, order.count)])
    }
    let batches = batches(all, pass: name)
    defer { batches.stop() }
    while let batch = try batches.next() { try body(batch) }
  }

  /// Batches of the pictures at some positions, to be taken one by one; none is empty.
  ///
  /// `mirrored` tells which pictures, one batch after the other, are mirrored; none where it is nil.
  package func batches(
    _ batches: [[Int]],
    pass name: String? = nil,
    mirrored: [Bool]? = nil
  ) -> BatchIterator {
    let count = batches.reduce(0) { $0 + $1.count }
    precondition(batches.allSatisfy { !$0.isEmpty }, "an empty batch")
    precondition(
      batches.allSatisfy { $0.allSatisfy(images.indices.contains) },
      "an order beyond the \(images.count)"
    )
    precondition(mirrored.map { $0.count == count } ?? true, "a part of an order mirrored")
    let pass = LoaderPass(loader: self, batches: batches, name: name, mirrored: mirrored)
    pass.start(threadCount: min(threadCount, count))
    return BatchIterator(pass)
  }

  /// The resized picture at a position, from memory if it is there, as a pass shows it.
  func picture(at index: Int, pass: String?) throws(ImageError) -> Image {
    var picture: Image
    if let kept = cache[index] {
      picture = kept
    } else {
      picture = try images[index].contents.image(gray16: transform.gray16)
      if augmentation == nil { picture = transform.resize(picture) }
      cache.keep(picture, at: index)
    }
    guard let augmentation else { return picture }
    if let pass {
      picture = augmentation.apply(to: picture, path: images[index].path, pass: pass)
    }
    return transform.resize(picture)
  }
}
