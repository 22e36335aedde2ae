package import Tensors

/// Numbers by their names: all that a part of a stage's work goes on from.
package struct SavedState: Equatable, Sendable {
  package var integers: [String: [Int]] = [:]
  /// 64 bits each.
  package var doubles: [String: [Double]] = [:]
  package var tensors: [String: Tensor] = [:]

  package init() {}

  /// - Throws: ``SavedStateError`` where the name is missing or has not `count` integers.
  package func integers(_ name: String, count: Int) throws(SavedStateError) -> [Int] {
    try values(name, integers[name], count)
  }

  /// - Throws: ``SavedStateError`` where the name is missing or has not one integer.
  package func integer(_ name: String) throws(SavedStateError) -> Int {
    try integers(name, count: 1)[0]
  }

  /// - Throws: ``SavedStateError`` where the name is missing or has not `count` numbers.
  package func doubles(_ name: String, count: Int) throws(SavedStateError) -> [Double] {
    try values(name, doubles[name], count)
  }

  /// - Throws: ``SavedStateError`` where the name is missing or its tensor has not `shape`.
  package func tensor(_ name: String, shape: Shape) throws(SavedStateError) -> Tensor {
    guard let tensor = tensors[name] else { throw SavedStateError("lacks '\(name)'") }
    guard tensor.shape == shape else {
      throw SavedStateError("has '\(name)' in the shape \(tensor.shape), not \(shape)")
    }
    return tensor
  }

  private func values<Value>(
    _ name: String,
    _ found: [Value]?,
    _ count: Int
  ) throws(SavedStateError) -> [Value] {
    guard let found else { throw SavedStateError("lacks '\(name)'") }
    guard found.count == count else {
      throw SavedStateError("has \(found.count) values of '\(name)', not \(count)")
    }
    return found
  }
}

/// A saved state that does not fit the work that is to go on from it.
package struct SavedStateError: Error, Equatable {
  package let problem: String

  package init(_ problem: String) { self.problem = problem }
}

/// A part of a stage's work that can be saved between two steps, and gone on with later to the same bits.
package protocol Resumable {
  var saved: SavedState { get }

  /// Sets everything as it was when it was saved.
  ///
  /// - Throws: ``SavedStateError`` for the state of something else.
  mutating func restore(_ state: SavedState) throws(SavedStateError)
}
