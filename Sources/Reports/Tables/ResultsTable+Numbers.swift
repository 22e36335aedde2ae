extension ResultsTable {
  /// A number inside a cell's words, as data need it by itself.
  package struct Number: Equatable, Sendable {
    /// What it is called in its column, and what kind of number it is.
    package struct Name: Hashable, Sendable {
      package var text: String
      package var quantity: Quantity

      package init(_ text: String, _ quantity: Quantity) {
        (self.text, self.quantity) = (text, quantity)
      }
    }

    package var name: Name
    package var value: Double

    package init(_ text: String, _ quantity: Quantity, _ value: Double) {
      (name, self.value) = (Name(text, quantity), value)
    }
  }
}

extension [ResultsTable.Number.Name] {
  /// The bounds of an interval of differences.
  static let interval: Self = [.init("low", .points), .init("high", .points)]
  /// Finished runs of the declared seeds.
  static let seeds: Self = [.init("finished", .count), .init("declared", .count)]
}
