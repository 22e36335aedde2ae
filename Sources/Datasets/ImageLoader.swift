package import Images

/// Turns picture files into batches on background threads, ahead of the thread that uses them.
package final class ImageLoader: Sendable {
  /// The number of batches that are prepared ahead of the one in use.
  static let lookAhead = 3

  package let images: [LabelledImage]
  package let transform: InputTransform
  /// The number of background threads; results do not depend on it.
  package let threadCount: Int
  private let cache: PictureCache

  /// Creates a loader that keeps up to `cacheBytes` of decoded and resized pictures between passes.
  package init(
    images: [LabelledImage],
    transform: InputTransform,
    threadCount: Int = 2,
    cacheBytes: Int = 0
  ) {
    precondition(threadCount > 0 && cacheBytes >= 0, "\(threadCount) threads, \(cacheBytes) bytes")
    self.images = images
    self.transform = transform
    self.threadCount = threadCount
    cache = PictureCache(byteCount: cacheBytes)
  }

  /// Calls `body` on this thread with the pictures of `order`, `batchSize` at a time, the rest last.
  ///
  /// `order` holds positions in `images`. Batches come strictly in order and are prepared while
  /// `body` runs, at most three ahead. An unreadable picture throws its `ImageError` in place of its
  /// batch. All threads have ended when this returns or throws.
  package func forEachBatch(
    order: [Int],
    batchSize: Int,
    _ body: (Batch) throws -> Void
  ) throws {
    precondition(batchSize > 0, "batches of \(batchSize)")
    precondition(order.allSatisfy(images.indices.contains), "an order beyond the \(images.count)")
    let pass = LoaderPass(loader: self, order: order, batchSize: batchSize)
    pass.start(threadCount: min(threadCount, order.count))
    defer { pass.stop() }
    for number in 0..<pass.batchCount {
      try body(pass.takeBatch(number))
    }
  }

  /// The resized picture at a position, from memory if it is there.
  func picture(at index: Int) throws(ImageError) -> Image {
    if let picture = cache[index] { return picture }
    let picture = transform.resize(try Image(contentsOf: images[index].file))
    cache.keep(picture, at: index)
    return picture
  }
}
