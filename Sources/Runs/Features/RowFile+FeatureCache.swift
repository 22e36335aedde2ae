package import Checkpoints
import Dispatch
package import ProtoPNet
import Synchronization
import Tensors

extension RowFile: FeatureCache {
  /// Appended rows are on the disk already.
  package func save() {}

  /// Reads batches in order, each while the one before is used.
  package func reader(of batches: [[Int]]) -> any RowReader { RowFileReader(self, batches) }
}

/// The rows of batches in order; those of the next batch are read meanwhile.
private final class RowFileReader: RowReader {
  private let file: RowFile
  private var batches: ArraySlice<[Int]>
  private var pending: PendingRows?

  init(_ file: RowFile, _ batches: [[Int]]) {
    (self.file, self.batches) = (file, batches[...])
    readNext()
  }

  private func readNext() { pending = batches.popFirst().map { PendingRows($0, of: file) } }

  func next() throws -> Tensor? {
    guard let rows = try pending?.take() else { return nil }
    readNext()
    return rows
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
