package import Tensors

/// The values and the shape of a dataset or attribute.
package struct HDF5Array<Element> {
  /// The values in row-major order.
  package let values: [Element]
  package let shape: Shape
}

extension HDF5Array: Equatable where Element: Equatable {}
extension HDF5Array: Sendable where Element: Sendable {}
