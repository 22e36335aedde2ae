import Experiments
import Recipe

/// The curves that lines of `metrics.jsonl` draw, a point a tag and step; later lines replace earlier ones.
///
/// Of every stage there are `<stage>/<cost>`, `<stage>/total`, `<stage>/train-accuracy` after each pass, the same
/// as `<stage>/step/…` where steps are logged, and `<stage>/test-accuracy` and `…/validation-accuracy`, by the
/// optimiser's steps since the stage began, as the log has them. `run/…` goes on from stage to stage, by all
/// steps since the run began; `stages/…` has the accuracy after each stage, by the stages' numbers from 1.
struct Curves {
  struct Point: Equatable {
    let tag: String
    let step: Int
    let value: Double
    /// Seconds since the run began, without the time between a kill and the next start.
    let seconds: Double
    /// The points' order.
    fileprivate let number: Int
  }

  /// By tag, ascending in steps.
  private var byTag: [String: [Point]] = [:]
  private var count = 0
  /// The stages so far, with the last step of each.
  private var stages: [(id: Stage.ID, steps: Int)] = []
  private var secondsBefore = 0.0
  private var lastSeconds = 0.0

  /// Seconds since the run began, at the last line.
  var seconds: Double { secondsBefore + lastSeconds }

  /// All points as they came.
  var points: [Point] { byTag.values.joined().sorted { $0.number < $1.number } }

  /// Adds the points of a line; returns them, or nil where one of them takes an earlier one's place.
  mutating func add(_ line: MetricsLine) -> [Point]? {
    // Another process begins to count anew.
    if let seconds = line.seconds {
      if seconds < lastSeconds { secondsBefore += lastSeconds }
      lastSeconds = seconds
    }
    guard let id = line.stage else { return [] }
    if !stages.contains(where: { $0.id == id }) { stages.append((id, 0)) }
    guard let place = stages.firstIndex(where: { $0.id == id }) else { return [] }
    var added: [(tag: String, step: Int, value: Double)] = []
    switch line.event {
    case nil where line.isPass, .step?:
      guard let step = line.step else { return [] }
      let prefix = line.isPass ? id.name : "\(id.name)/step"
      added += Self.values(of: line).map { ("\(prefix)/\($0.name)", step, $0.value) }
      guard line.isPass else { break }
      stages[place].steps = step
      let all = stages[..<place].reduce(step) { $0 + $1.steps }
      added += Self.values(of: line).map { ("run/\($0.name)", all, $0.value) }
    case .evaluation?, .validation?:
      guard let accuracy = line.accuracy else { return [] }
      let name = line.event == .evaluation ? "test-accuracy" : "validation-accuracy"
      added.append(("\(id.name)/\(name)", line.step ?? stages[place].steps, accuracy))
      if line.epoch == nil { added.append(("stages/\(name)", place + 1, accuracy)) }
    default: break
    }
    return insert(added)
  }

  /// What a pass or a step tells, by the name that tags end in.
  private static func values(of line: MetricsLine) -> [(name: String, value: Double)] {
    let costs = CostTerm.allCases.compactMap { term in
      line.costs[term].map { (name: term.key, value: $0) }
    }
    return costs
      + [("total", line.total), ("train-accuracy", line.accuracy)].compactMap { name, value in
        value.map { (name: name, value: $0) }
      }
  }

  private mutating func insert(_ added: [(tag: String, step: Int, value: Double)]) -> [Point]? {
    var replaces = false
    let points = added.map { tag, step, value in
      count += 1
      let point = Point(tag: tag, step: step, value: value, seconds: seconds, number: count)
      while let last = byTag[tag]?.last, last.step >= step {
        byTag[tag]?.removeLast()
        replaces = true
      }
      byTag[tag, default: []].append(point)
      return point
    }
    return replaces ? nil : points
  }
}
