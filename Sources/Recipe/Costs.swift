/// The terms of the objective, unweighted, with figures logged beside them, and their weighted total.
///
/// A model without prototypes has no terms of prototypes and last layer.
package struct Costs: Hashable, Sendable {
  package private(set) var values: [CostTerm: Double]
  /// The weighted sum that training lowers.
  package private(set) var total: Double

  /// Creates the costs and weighs their total, in the order of the terms.
  package init(_ values: [CostTerm: Double], coefficients: Coefficients) {
    self.values = values
    total = CostTerm.weighted.reduce(0) { sum, term in
      values[term].map { sum + coefficients.signed(term) * $0 } ?? sum
    }
  }

  /// Creates costs whose total is known.
  package init(_ values: [CostTerm: Double], total: Double) {
    (self.values, self.total) = (values, total)
  }

  /// A term's value; nil where the model has no such term.
  package subscript(term: CostTerm) -> Double? { values[term] }

  /// The mean cross entropy, which every model has; 0 of no image.
  package var crossEntropy: Double { values[.crossEntropy] ?? 0 }

  /// The same costs with the total of other coefficients.
  package func weighed(by coefficients: Coefficients) -> Costs {
    Costs(values, coefficients: coefficients)
  }

  /// The name of the first term that is NaN or infinite; nil where all are finite.
  package var nonFiniteTerm: String? {
    let term = CostTerm.allCases.first { values[$0].map { !$0.isFinite } ?? false }
    return term?.name ?? (total.isFinite ? nil : "total")
  }
}
