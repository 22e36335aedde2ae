import Foundation
import Images
import Tensors

/// One pass of a loader: its threads, and the batches they are working on.
///
/// Threads claim positions of the order one after the other, so that batches fill in order; whoever
/// finishes the last picture of a batch assembles it. Which thread does what never shows in a result.
final class LoaderPass: @unchecked Sendable {
  // Sendable: every variable is read and written under `condition` only.

  private struct Slot {
    var pictures: [Result<Image, ImageError>?]
    var missingCount: Int
    var batch: Result<Batch, ImageError>?
  }

  private let loader: ImageLoader
  private let order: [Int]
  private let batchSize: Int
  private let name: String?
  private let mirrored: [Bool]?
  private let condition = NSCondition()
  private var slots: [Int: Slot] = [:]
  private var nextPosition = 0
  private var takenCount = 0
  private var runningCount = 0
  private var isStopped = false

  init(loader: ImageLoader, order: [Int], batchSize: Int, name: String?, mirrored: [Bool]?) {
    (self.loader, self.order, self.batchSize) = (loader, order, batchSize)
    (self.name, self.mirrored) = (name, mirrored)
  }

  var batchCount: Int { (order.count + batchSize - 1) / batchSize }

  func start(threadCount: Int) {
    condition.withLock { runningCount = threadCount }
    for _ in 0..<threadCount {
      Thread { [self] in
        // Kernels go first: loading uses the time that they leave.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
        work()
      }.start()
    }
  }

  /// Ends the threads after the pictures in their hands and waits for them.
  func stop() {
    condition.withLock {
      isStopped = true
      condition.broadcast()
      while runningCount > 0 { condition.wait() }
    }
  }

  /// Waits for a batch, the next one in order; room for one more is free from then on.
  func takeBatch(_ number: Int) throws(ImageError) -> Batch {
    condition.lock()
    defer { condition.unlock() }
    while true {
      if let batch = slots[number]?.batch {
        slots[number] = nil
        takenCount = number + 1
        condition.broadcast()
        return try batch.get()
      }
      condition.wait()
    }
  }

  /// A thread's life.
  private func work() {
    while let position = claim() {
      let outcome = Result { () throws(ImageError) in
        try loader.picture(at: order[position], pass: name)
      }
      let number = position / batchSize
      guard let pictures = put(outcome, at: position, of: number) else { continue }
      let batch = assemble(pictures, number: number)
      condition.withLock {
        slots[number]?.pictures = []
        slots[number]?.batch = batch
        condition.broadcast()
      }
    }
    condition.withLock {
      runningCount -= 1
      condition.broadcast()
    }
  }

  /// The next position to load, as soon as its batch is near enough; `nil` at the end.
  private func claim() -> Int? {
    condition.lock()
    defer { condition.unlock() }
    while !isStopped, nextPosition < order.count {
      let number = nextPosition / batchSize
      if number < takenCount + ImageLoader.lookAhead {
        defer { nextPosition += 1 }
        if slots[number] == nil {
          let count = min(batchSize, order.count - number * batchSize)
          let none = [Result<Image, ImageError>?](repeating: nil, count: count)
          slots[number] = Slot(pictures: none, missingCount: count)
        }
        return nextPosition
      }
      condition.wait()
    }
    return nil
  }

  /// Stores a picture and returns all of its batch if it was the last one to come.
  private func put(
    _ outcome: Result<Image, ImageError>,
    at position: Int,
    of number: Int
  ) -> [Result<Image, ImageError>]? {
    condition.withLock {
      slots[number]?.pictures[position - number * batchSize] = outcome
      slots[number]?.missingCount -= 1
      guard let slot = slots[number], slot.missingCount == 0 else { return nil }
      return slot.pictures.compactMap { $0 }
    }
  }

  /// The batch of some pictures, or the error of the first one that has one.
  private func assemble(
    _ outcomes: [Result<Image, ImageError>],
    number: Int
  ) -> Result<Batch, ImageError> {
    Result { () throws(ImageError) in
      var pictures: [Image] = []
      for outcome in outcomes { pictures.append(try outcome.get()) }
      let places = number * batchSize..<number * batchSize + pictures.count
      let indices = Array(order[places])
      let (size, count) = (loader.transform.imageSize, loader.transform.valueCount)
      let tensor = Tensor(shape: [pictures.count, 3, size, size]) { values in
        for (item, picture) in pictures.enumerated() {
          loader.transform.apply(
            picture,
            into: UnsafeMutableBufferPointer(rebasing: values[item * count..<(item + 1) * count])
          )
        }
      }
      return Batch(
        indices: indices,
        labels: indices.map { loader.images[$0].classIndex },
        images: mirrored.map { tensor.mirrored(where: Array($0[places])) } ?? tensor
      )
    }
  }
}
