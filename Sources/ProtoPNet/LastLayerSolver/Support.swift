/// A choice of last-layer weights, class by class; the others are held at zero or not looked at.
struct Support {
  /// The members of class k are at `starts[k]..<starts[k + 1]`.
  let starts: [Int]
  /// The prototype of every member.
  let columns: [Int]
  /// Whether a member's prototype is of its own class.
  let isOwn: [Bool]
  private let prototypeCount: Int

  var count: Int { columns.count }

  func members(of label: Int) -> Range<Int> { starts[label]..<starts[label + 1] }

  /// Chooses weights by their class k and prototype j.
  init(_ problem: LastLayerProblem, where includes: (_ label: Int, _ prototype: Int) -> Bool) {
    var starts = [0]
    var columns: [Int] = []
    var isOwn: [Bool] = []
    for label in 0..<problem.classCount {
      for prototype in 0..<problem.prototypeCount where includes(label, prototype) {
        columns.append(prototype)
        isOwn.append(problem.prototypeClass[prototype] == label)
      }
      starts.append(columns.count)
    }
    self.starts = starts
    self.columns = columns
    self.isOwn = isOwn
    prototypeCount = problem.prototypeCount
  }

  /// The own-class weights.
  static func ownClass(_ problem: LastLayerProblem) -> Support {
    Support(problem) { problem.prototypeClass[$1] == $0 }
  }

  /// The own-class weights and those of weights [K, P] that are not zero.
  static func nonzero(_ weights: [Double], _ problem: LastLayerProblem) -> Support {
    Support(problem) { label, prototype in
      weights[label * problem.prototypeCount + prototype] != 0
        || problem.prototypeClass[prototype] == label
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
    for label in 0..<starts.count - 1 {
      for member in members(of: label) { body(member, label * prototypeCount + columns[member]) }
    }
  }
}
