package import Checkpoints
import Dispatch
import ProtoPNet
import Synchronization
package import Tensors

extension RowFile: FeatureCache {
  /// Calls `body` with the rows of every batch, and reads those of the next one meanwhile.
  package func forEachBatch(_ batches: [[Int]], _ body: (Tensor) throws -> Void) throws {
    var next = batches.first.map { PendingRows($0, of: self) }
    for number in batches.indices {
      guard let rows = try next?.take() else { return }
      next = number + 1 < batches.count ? PendingRows(batches[number + 1], of: self) : nil
      try body(rows)
    }
  }
}

/// Rows that another thread reads.
private final class PendingRows: Sendable {
  private let isDone = DispatchSemaphore(value: 0)
  private let result = Mutex<Result<Tensor, CheckpointError>?>(nil)

  init(_ indices: [Int], of file: RowFile) {
    DispatchQueue.global().async { [self] in
      let rows = Result { () throws(CheckpointError) in try file.rows(indices) }
      result.withLock { $0 = rows }
      isDone.signal()
    }
  }

  /// Waits for the rows; they can be taken once.
  func take() throws(CheckpointError) -> Tensor? {
    isDone.wait()
    return try result.withLock { $0 }?.get()
  }
}
