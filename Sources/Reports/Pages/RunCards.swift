import Experiments
import Foundation

/// The runs of an experiment as cards: accuracy with its interval, and some prototypes.
struct RunCards {
  var runs: [ExperimentReport.RunLink]

  /// Pictures of a card.
  static let shotCount = 5
  /// Runs that get a card; the others are listed.
  private static let cardLimit = 60

  var markup: Markup {
    let cards = runs.prefix(Self.cardLimit).map(card)
    let rest = runs.dropFirst(Self.cardLimit).map { link -> Markup in
      "<li><a href=\"\(link.address)\">\(link.name)</a></li>\n"
    }
    let others: Markup? = rest.isEmpty ? nil : "<ul>\n\(rest)</ul>\n"
    return """
      <ul class="cards">
      \(cards)</ul>
      \(others)
      """
  }

  private func card(_ link: ExperimentReport.RunLink) -> Markup {
    let record = link.run.record
    let shots = link.shots.map { shot -> Markup in
      "<img src=\"\(shot.name)\" alt=\"\(shot.text)\" decoding=\"async\">\n"
    }
    let pictures: Markup? = shots.isEmpty ? nil : "<div class=\"shots\">\n\(shots)</div>\n"
    return """
      <li>
      <h3><a href="\(link.address)">\(link.name)</a></h3>
      \(accuracy(record))\(pictures)</li>

      """
  }

  private func accuracy(_ record: RunRecord) -> Markup {
    guard let stage = record.reportedStage.map({ record.stages[$0] }) else {
      return "<p class=\"missing\">not run</p>\n"
    }
    let evaluation = stage.evaluation
    let interval = SamplingInterval(
      correctCount: evaluation.correctCount,
      imageCount: evaluation.imageCount
    )
    let lower = interval?.lower ?? 0
    let upper = interval?.upper ?? 1
    func percent(_ value: Double) -> String { Digits.fixed(100 * value, 1) }
    let kind =
      record.hasPrototypes
      ? "\(record.network.prototypeCount) prototypes" : "no prototypes"
    return """
      <p class="figure">\(percent(evaluation.accuracy)) %</p>
      <p><span class="track" aria-hidden="true"><i class="fill" \
      style="width:\(percent(evaluation.accuracy))%"></i>\
      <i class="whisker" style="left:\(percent(lower))%;width:\(percent(upper - lower))%"></i></span></p>
      <p class="muted">\(evaluation.correctCount) of \(evaluation.imageCount) \(evaluation.split) \
      pictures, \(percent(lower)) to \(percent(upper)) %; \(kind)\
      \(record.isFinished ? "" : "; unfinished" as Markup)</p>

      """
  }
}

extension ExperimentReport.RunLink {
  /// A small picture of the experiment's page: the file it is copied from, its name, and what it shows.
  struct Shot {
    var file: URL
    var name: String
    var text: String
  }

  /// The heaviest prototype of each of the first classes.
  var shots: [Shot] {
    guard let facts, let page, let prototypes = run.record.projected?.prototypes else { return [] }
    let heaviest = Dictionary(grouping: prototypes, by: \.classIndex)
      .sorted { $0.key < $1.key }
      .compactMap { entry in
        entry.value.max {
          (facts.prototypes[$0.index]?.weight ?? 0, -$0.index)
            < (facts.prototypes[$1.index]?.weight ?? 0, -$1.index)
        }
      }
    return heaviest.compactMap { prototype -> Shot? in
      guard let path = facts.prototypes[prototype.index]?.pictures["crop"] else { return nil }
      let names = run.record.data.classNames
      let file = page.appending(path: path)
      return Shot(
        file: file,
        name: "pictures/\(run.record.runID)-\(prototype.index).\(file.pathExtension)",
        text: "Prototype \(prototype.index) of \(names[prototype.classIndex])"
      )
    }
    .prefix(RunCards.shotCount).map(\.self)
  }
}
