/// The extents of an array, outermost first; images and feature maps are [N, C, H, W].
package struct Shape: Hashable, Sendable {
  /// The extent of every axis.
  package let dimensions: [Int]

  /// Creates a shape; every extent must be at least zero.
  package init(_ dimensions: [Int]) {
    precondition(dimensions.allSatisfy { $0 >= 0 }, "negative extent in \(dimensions)")
    self.dimensions = dimensions
  }

  /// The number of axes.
  package var rank: Int { dimensions.count }

  /// The number of elements; 1 for a scalar.
  package var count: Int { dimensions.reduce(1, *) }

  package subscript(axis: Int) -> Int { dimensions[axis] }
}

extension Shape: ExpressibleByArrayLiteral {
  package init(arrayLiteral dimensions: Int...) { self.init(dimensions) }
}

extension Shape: CustomStringConvertible {
  /// The extents joined by multiplication signs, such as `16×512×7×7`.
  package var description: String {
    dimensions.isEmpty ? "scalar" : dimensions.map(String.init).joined(separator: "×")
  }
}
