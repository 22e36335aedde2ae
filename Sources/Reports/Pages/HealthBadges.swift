import Experiments
import Networks

/// What can be wrong with prototypes, as small signs with words: fine, look, poor or not known.
struct HealthBadges {
  var run: LoadedRun
  var facts: PageFacts

  private enum Level: String {
    case fine, look, poor
    case unknown = "not known"

    /// By the share of prototypes that are affected.
    init(share: Double, look: Double, poor: Double) {
      self = share <= look ? .fine : share <= poor ? .look : .poor
    }
  }

  private struct Badge {
    var name: String
    var level: Level
    var value: String
    var meaning: String
  }

  var markup: Markup? {
    guard run.record.hasPrototypes, let prototypes = run.record.projected?.prototypes else {
      return nil
    }
    let badges = [
      duplicates(prototypes), background, unused(prototypes), collapse(prototypes), lastLayer,
    ]
    let items = badges.map { badge -> Markup in
      """
      <li class="health \(badge.level == .unknown ? "unknown" : badge.level.rawValue)">\
      <b>\(badge.name)</b> <span class="value">\(badge.value)</span> \
      <span class="level">\(badge.level.rawValue)</span> \
      <span class="meaning">\(badge.meaning)</span></li>

      """
    }
    return """
      <ul class="badges" aria-label="Health of the prototypes">
      \(items)</ul>

      """
  }

  private func duplicates(_ prototypes: [StageRecord.Prototype]) -> Badge {
    let count = PrototypeGallery.duplicates(prototypes).count
    return Badge(
      name: "Duplicates",
      level: Level(share: Double(count) / Double(max(prototypes.count, 1)), look: 0, poor: 0.1),
      value: "\(count) of \(prototypes.count)",
      meaning: "prototypes on a patch that another one already is"
    )
  }

  private var background: Badge {
    let projection = run.record.stages.last { $0.projection != nil }?.projection
    let meaning = "prototypes whose box is not centred on the object"
    guard let projection, let share = projection.onObjectShare else {
      return Badge(
        name: "Background",
        level: .unknown,
        value: "no masks",
        meaning: meaning
      )
    }
    return Badge(
      name: "Background",
      level: Level(share: 1 - share, look: 0.05, poor: 0.2),
      value: "\(Quantity.share.text(1 - share)) %",
      meaning: meaning
    )
  }

  private func unused(_ prototypes: [StageRecord.Prototype]) -> Badge {
    let counts = prototypes.compactMap { facts.prototypes[$0.index]?.nearestCount }
    let meaning =
      "prototypes that no training picture of their class is nearest to, of its class’s prototypes"
    guard counts.count == prototypes.count else {
      let reason = facts.absences[.nearest] ?? "nobody looked"
      return Badge(name: "Never nearest", level: .unknown, value: "–", meaning: reason)
    }
    let count = counts.count { $0 == 0 }
    return Badge(
      name: "Never nearest",
      level: Level(share: Double(count) / Double(max(counts.count, 1)), look: 0, poor: 0.2),
      value: "\(count) of \(counts.count)",
      meaning: meaning
    )
  }

  private func collapse(_ prototypes: [StageRecord.Prototype]) -> Badge {
    let classes = Dictionary(grouping: prototypes, by: \.classIndex).values.filter { $0.count > 1 }
    let count = classes.count { Set($0.map(\.source.image)).count == 1 }
    return Badge(
      name: "Collapse",
      level: classes.isEmpty
        ? .unknown : Level(share: Double(count) / Double(classes.count), look: 0, poor: 0.1),
      value: classes.isEmpty ? "–" : "\(count) of \(classes.count)",
      meaning: classes.isEmpty
        ? "no class has two prototypes"
        : "classes whose prototypes are all from one training picture"
    )
  }

  private var lastLayer: Badge {
    guard let fit = run.record.stages.last(where: { $0.lastLayer != nil })?.lastLayer else {
      return Badge(
        name: "Last-layer gap",
        level: .unknown,
        value: "–",
        meaning: "‘checks: {last-layer: true}’ or the convex solver finds it"
      )
    }
    return Badge(
      name: "Last-layer gap",
      level: Level(share: fit.gap, look: 0.01, poor: 0.1),
      value: "\(Quantity.cost.text(fit.gap)) nats",
      meaning: "at most so far from the optimum of its convex problem, on training pictures"
    )
  }
}
