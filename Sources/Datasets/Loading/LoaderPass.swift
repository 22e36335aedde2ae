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
  /// Where the batches lie in the order, one behind the other, none of them empty.
  private let places: [Range<Int>]
  private let name: String?
  private let mirrored: [Bool]?
  private let condition = NSCondition()
  private var slots: [Int: Slot] = [:]
  private var nextPosition = 0
  private var nextNumber = 0
  private var takenCount = 0
  private var runningCount = 0
  private var isStopped = false

  init(loader: ImageLoader, batches: [[Int]], name: String?, mirrored: [Bool]?) {
    (self.loader, self.name, self.mirrored) = (loader, name, mirrored)
    order = batches.flatMap(\.self)
    var places: [Range<Int>] = []
    for batch in batches {
      let start = places.last?.upperBound ?? 0
      places.append(start..<start + batch.count)
    }
    self.places = places
  }

  var batchCount: Int { places.count }

  func start(threadCount: Int) {
    condition.withLock { runningCount = threadCount }
    for _ in 0..<threadCount {
      BackgroundThread.start("loading pictures") { [self] in
        // Kernels go first: loading uses the time that they leave.
        setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
        work()
      }
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
    while let (position, number) = claim() {
      let outcome = Result { () throws(ImageError) in
        try loader.picture(at: order[position], pass: name)
      }
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

  /// The next position to load, as soon as its batch is near enough, and the batch; `nil` at the end.
  private func claim() -> (position: Int, number: Int)? {
    condition.lock()
    defer { condition.unlock() }
    while !isStopped, nextPosition < order.count {
      if nextPosition == places[nextNumber].upperBound { nextNumber += 1 }
      if nextNumber < takenCount + ImageLoader.lookAhead {
        defer { nextPosition += 1 }
        if slots[nextNumber] == nil {
          let count = places[nextNumber].count
          let none = [Result<Image, ImageError>?](repeating: nil, count: count)
          slots[nextNumber] = Slot(pictures: none, missingCount: count)
        }
        return (nextPosition, nextNumber)
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
      slots[number]?.pictures[position - places[number].lowerBound] = outcome
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
      let indices = Array(order[places[number]])
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
        images: mirrored.map { tensor.mirrored(where: Array($0[places[number]])) } ?? tensor
      )
    }
  }
}
