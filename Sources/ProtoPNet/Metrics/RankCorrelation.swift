/// Spearman's correlation of ranks.
package enum RankCorrelation {
  /// The correlation of two lists, equal values sharing the mean of their ranks; nil where a list is constant.
  package static func spearman(_ first: [Double], _ second: [Double]) -> Double? {
    precondition(first.count == second.count, "lists of \(first.count) and \(second.count)")
    let (left, right) = (ranks(first), ranks(second))
    let mean = Double(first.count - 1) / 2
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    }
    let scale = product(left, left) * product(right, right)
    return scale > 0 ? product(left, right) / scale.squareRoot() : nil
  }

  private static func ranks(_ values: [Double]) -> [Double] {
    values.map { value in
      let smaller = values.count { $0 < value }
      let equal = values.count { $0 == value }
      return Double(smaller) + Double(equal - 1) / 2
    }
  }
}
