/// A choice of weights, class by class; the others are held at zero or not looked at.
struct Support {
  /// The members of class k are at `starts[k]..<starts[k + 1]`.
  let starts: [Int]
  /// The feature of every member.
  let columns: [Int]
  /// Whether a member's weight is free of the penalty.
  let isFree: [Bool]
  private let featureCount: Int

  var count: Int { columns.count }
  /// K.
  var classCount: Int { starts.count - 1 }

  func members(of label: Int) -> Range<Int> { starts[label]..<starts[label + 1] }

  /// Chooses weights by their class k and feature j.
  init(_ problem: SoftmaxRegression, where includes: (_ label: Int, _ feature: Int) -> Bool) {
    var starts = [0]
    var columns: [Int] = []
    var isFree: [Bool] = []
    for label in 0..<problem.classCount {
      for feature in 0..<problem.featureCount where includes(label, feature) {
        columns.append(feature)
        isFree.append(problem.freeClass[feature] == label)
      }
      starts.append(columns.count)
    }
    self.starts = starts
    self.columns = columns
    self.isFree = isFree
    featureCount = problem.featureCount
  }

  /// The free weights.
  static func free(_ problem: SoftmaxRegression) -> Support {
    Support(problem) { problem.freeClass[$1] == $0 }
  }

  /// The free weights and those of weights [K, P] that are not zero.
  static func nonzero(_ weights: [Double], _ problem: SoftmaxRegression) -> Support {
    Support(problem) { label, feature in
      weights[label * problem.featureCount + feature] != 0
        || problem.freeClass[feature] == label
    }
  }

  /// The members' values among those of all weights, [K, P].
  func values(in weights: [Double]) -> [Double] {
    var values = [Double](repeating: 0, count: count)
    forEachPlace { values[$0] = weights[$1] }
    return values
  }

  /// Sets the members' values among those of all weights, [K, P].
  func set(_ values: [Double], in weights: inout [Double]) {
    forEachPlace { weights[$1] = values[$0] }
  }

  private func forEachPlace(_ body: (_ member: Int, _ place: Int) -> Void) {
    for label in 0..<classCount {
      for member in members(of: label) { body(member, label * featureCount + columns[member]) }
    }
  }
}
