/// The weights of the costs in the objective, λ1, λ2 and λ among them; all at least 0.
package struct Coefficients: Hashable, Sendable {
  private var values: [CostTerm: Double]

  /// Creates the published coefficients.
  package init() {
    values = CostTerm.weighted.reduce(into: [:]) { $0[$1] = $1.part?.coefficient }
  }

  /// Creates the published coefficients but for those given.
  package init(_ values: [CostTerm: Double]) {
    self.init()
    for (term, value) in values { self[term] = value }
  }

  /// The authors' choice for both data sets; see ``CostTerm/part``.
  package static let published = Coefficients()

  /// The coefficient of a term that the objective consists of; 0 for those that are logged alone.
  package subscript(term: CostTerm) -> Double {
    get { values[term] ?? 0 }
    set {
      precondition(term.part != nil, "the \(term.name) is no part of the objective")
      values[term] = newValue
    }
  }

  /// What the gradient of a term is multiplied by: the coefficient with the term's sign.
  package func signed(_ term: CostTerm) -> Double { (term.part?.sign ?? 0) * self[term] }
}
