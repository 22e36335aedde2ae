import Experiments

/// The scoring sheets of one or several networks as one, in rounded points that add up to the logit.
struct CombinedSheet {
  /// One prototype's line.
  struct Entry {
    let row: Explanation.Row
    /// The network's place in the ensemble, from 0.
    let member: Int
    /// Points in units of the last printed decimal, and the sum of all lines up to this one.
    let units: Int
    let runningTotal: Int
  }

  /// Many prototypes in one line.
  struct Rest {
    let count: Int
    let units: Int
  }

  /// The class's prototypes that are shown, those with the most points first.
  private(set) var own: [Entry] = []
  private(set) var moreOwn = Rest(count: 0, units: 0)
  /// Prototypes of other classes, those that change the logit most first.
  private(set) var others: [Entry] = []
  private(set) var moreOthers = Rest(count: 0, units: 0)
  /// The logit.
  private(set) var total = 0

  /// Prototypes of the class that have a line of their own, at most, and those of other classes.
  static let ownCount = 10
  static let otherCount = 5

  /// The sheets of some members of an ensemble, whose points add up to `logit`.
  init(_ members: [(place: Int, member: Explanation.Member)], logit: Double) {
    let own = members.flatMap { place, member in member.rows.map { (place, $0) } }
      .sorted { ($1.1.points, $0.0) < ($0.1.points, $1.0) }
    let others = members.flatMap { place, member in member.others.map { (place, $0) } }
      .sorted { (-abs($0.1.points), $0.0) < (-abs($1.1.points), $1.0) }
    let (shown, shownOthers) = (own.prefix(Self.ownCount), others.prefix(Self.otherCount))
    let hiddenOwn = own.dropFirst(Self.ownCount)
    let otherPoints = members.reduce(0) { $0 + $1.member.otherPoints }
    let otherCount = members.reduce(0) { $0 + $1.member.otherCount }
    let parts =
      shown.map(\.1.points) + [hiddenOwn.reduce(0) { $0 + $1.1.points }]
      + shownOthers.map(\.1.points)
      + [otherPoints - shownOthers.reduce(0) { $0 + $1.1.points }]
    // A line of no prototypes takes no rounding.
    let hasLine =
      shown.map { _ in true } + [!hiddenOwn.isEmpty] + shownOthers.map { _ in true }
      + [otherCount > shownOthers.count]
    let places = parts.indices.filter { hasLine[$0] }
    let rounded = RoundedSum(parts: places.map { parts[$0] }, total: logit)
    var units = [Int](repeating: 0, count: parts.count)
    for (place, value) in zip(places, rounded.parts) { units[place] = value }
    total = rounded.total
    var (next, sum) = (0, 0)
    func take() -> Int {
      defer { next += 1 }
      sum += units[next]
      return units[next]
    }
    for (member, row) in shown {
      let units = take()
      self.own.append(Entry(row: row, member: member, units: units, runningTotal: sum))
    }
    moreOwn = Rest(count: hiddenOwn.count, units: take())
    for (member, row) in shownOthers {
      let units = take()
      self.others.append(Entry(row: row, member: member, units: units, runningTotal: sum))
    }
    moreOthers = Rest(count: otherCount - shownOthers.count, units: take())
  }

  init(_ explanation: Explanation) {
    self.init(
      explanation.members.enumerated().map { ($0, $1) },
      logit: explanation.logit
    )
  }
}
