import Checkpoints
import Foundation
import ProtoPNet
import Tensors

/// Rows in memory that are copied to a file whenever they are to survive.
final class SavedRows: FeatureCache {
  private let rows: MemoryFeatureCache
  private let open: () throws -> RowFile
  private var file: RowFile?
  private let chunk: Int

  private static let chunkByteCount = 1 << 26

  /// Begins with the rows of an earlier start's file; `open` makes one where there is none.
  ///
  /// - Throws: `CheckpointError` where the file cannot be read.
  init(_ rows: FeatureRows, _ earlier: RowFile?, _ open: @escaping () throws -> RowFile) throws {
    self.rows = MemoryFeatureCache(rows)
    (self.open, file) = (open, earlier)
    chunk = max(Self.chunkByteCount * rows.count / max(rows.byteCount, 1), 1)
    guard let earlier else { return }
    for range in chunks(0..<earlier.rowCount) { self.rows.append(try earlier.rows(Array(range))) }
  }

  var rowCount: Int { rows.rowCount }

  func append(_ rows: Tensor) { self.rows.append(rows) }

  func save() throws {
    let file = try file ?? open()
    self.file = file
    for range in chunks(file.rowCount..<rows.rowCount) {
      try file.append(rows.rows(Array(range)))
    }
  }

  func reader(of batches: [[Int]]) -> any RowReader { rows.reader(of: batches) }

  func allRows() -> Tensor { rows.allRows() }

  private func chunks(_ range: Range<Int>) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: chunk).map {
      $0..<min($0 + chunk, range.upperBound)
    }
  }
}
