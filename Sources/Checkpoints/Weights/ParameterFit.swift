package import Networks
package import Tensors

/// Compares the parameters that a network needs with those that a file has.
package struct ParameterFit {
  let expected: [ParameterSpecification]
  private var shapes: [String: Shape] = [:]
  private var reasons: [String: String] = [:]

  package init(expected: [ParameterSpecification]) { self.expected = expected }

  /// Notes a parameter of the file.
  package mutating func add(_ name: String, _ shape: Shape) { shapes[name] = shape }

  /// Notes a parameter of the file that cannot be read, for a reason such as `is quantized`.
  mutating func add(_ name: String, unreadable reason: String) { reasons[name] = reason }

  /// Every expected parameter that is missing or misshapen, in the network's order.
  package var problems: [String] {
    expected.compactMap { specification in
      guard let shape = shapes[specification.name] else {
        return "'\(specification.name)' (\(specification.shape)) "
          + (reasons[specification.name] ?? "is missing")
      }
      return shape == specification.shape
        ? nil : "'\(specification.name)' has the shape \(shape), not \(specification.shape)"
    }
  }

  /// Every parameter of the file that is not expected, in order.
  package var extras: [String] {
    let names = Set(expected.map(\.name))
    return shapes.keys.filter { !names.contains($0) }.sorted()
      .map { "'\($0)' is not one of its parameters" }
  }
}
