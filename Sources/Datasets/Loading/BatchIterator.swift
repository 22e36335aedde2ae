package import Images

/// The batches of a loader's pass, prepared on background threads while the one before is used.
///
/// All threads have ended when the object is gone, or once ``stop()`` returns.
package final class BatchIterator {
  private let pass: LoaderPass
  private var number = 0

  init(_ pass: LoaderPass) { self.pass = pass }

  /// The next batch in order; nil at the end.
  ///
  /// - Throws: The error of the batch's first unreadable picture.
  package func next() throws(ImageError) -> Batch? {
    guard number < pass.batchCount else { return nil }
    defer { number += 1 }
    return try pass.takeBatch(number)
  }

  /// Ends the threads after the pictures in their hands.
  package func stop() { pass.stop() }

  deinit { pass.stop() }
}
