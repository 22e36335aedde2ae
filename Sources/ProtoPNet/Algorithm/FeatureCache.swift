package import Recipe
package import Tensors

/// Rows computed once for every training image, for stages that cannot change them.
///
/// A row is what a part of the network makes of one image, such as features [C, H, W] or distances [P].
package protocol FeatureCache: AnyObject {
  /// The rows that are there; they are appended in order.
  var rowCount: Int { get }
  /// Adds the rows of the next images, [n, …].
  ///
  /// - Throws: What writing rows to a file throws.
  func append(_ rows: Tensor) throws
  /// Has the rows that are there survive the end of the process, where the storage can.
  ///
  /// - Throws: What writing rows to a file throws.
  func save() throws
  /// Reads the rows of batches of indices, one batch after the other.
  func reader(of batches: [[Int]]) -> any RowReader
  /// All rows, [N, …]; traps where some are missing.
  ///
  /// - Throws: What reading rows from a file throws.
  func allRows() throws -> Tensor
}

/// Reads batches of rows in a given order.
package protocol RowReader: AnyObject {
  /// The rows of the next batch, [n, …]; nil at the end.
  ///
  /// - Throws: What reading rows from a file throws.
  func next() throws -> Tensor?
}

/// The rows that a stage is about to have computed.
package struct FeatureRows: Hashable, Sendable {
  package let stage: Stage.ID
  /// What the rows are, such as `distances`.
  package let name: String
  /// N: one row for every image, and one for every mirror image where training uses those.
  package let count: Int
  /// The shape of one row, such as [512, 8, 8].
  package let shape: Shape

  package init(stage: Stage.ID, name: String, count: Int, shape: Shape) {
    (self.stage, self.name, self.count, self.shape) = (stage, name, count, shape)
  }

  /// The bytes of all rows.
  package var byteCount: Int { count * shape.count * MemoryLayout<Float>.size }
}

/// Says where rows are kept; the rows do not depend on it.
package protocol FeatureStorage {
  /// A cache for some rows that `network` computes as it is now; the first of them may be there already.
  ///
  /// - Throws: What making a file of rows throws.
  func cache(for rows: FeatureRows, of network: ConvolutionalNetwork) throws -> any FeatureCache
}

/// Keeps all rows in memory.
package struct FeatureMemory: FeatureStorage {
  package init() {}

  package func cache(
    for rows: FeatureRows,
    of network: ConvolutionalNetwork
  ) -> any FeatureCache { MemoryFeatureCache(rows) }
}
