import Experiments
import Recipe

/// How good the run is, and one picture that shows why: the first thing on its page.
struct RunHero {
  var run: LoadedRun
  var facts: PageFacts

  var markup: Markup {
    """
    <section id="result" aria-label="Result">
    \(result)\(strip)\(HealthBadges(run: run, facts: facts).markup)\(deviations)</section>

    """
  }

  // MARK: - Accuracy

  private var result: Markup {
    let record = run.record
    guard let stage = record.reportedStage.map({ record.stages[$0] }) else {
      return "<p class=\"result missing\">not run</p>\n"
    }
    let evaluation = stage.evaluation
    let interval = SamplingInterval(
      correctCount: evaluation.correctCount,
      imageCount: evaluation.imageCount
    )
    let range: Markup? = interval.map {
      """
      ; 95 % sampling interval \(Quantity.share.text($0.lower)) to \
      \(Quantity.share.text($0.upper))\("\u{A0}")% (Wilson)
      """
    }
    let choice: Markup? = record.selection.map { ", chosen on the \($0.rawValue) split" }
    return """
      <div class="result">
      <div class="score">
      <p class="figure">\(Quantity.share.text(evaluation.accuracy))<span class="unit"> %</span></p>
      <p>\(record.isFinished ? "final" : "latest") \(evaluation.split) accuracy, after \
      <code>\(stage.name)</code>\(choice)<br>
      <span class="muted">\(evaluation.correctCount) of \(evaluation.imageCount) images\(range)\(evaluation.notNumberText.map { "; \($0) and count as wrong" })</span>
      </p>
      </div>
      \(counterpart)</div>
      <p class="sentence">\(sentence(evaluation))</p>

      """
  }

  private var counterpartName: String {
    run.record.hasPrototypes ? "the same backbone without prototypes" : "ProtoPNet on this backbone"
  }

  private var counterpart: Markup? {
    facts.neighbours.baseline.map { other in
      let accuracy = Double(other.correctCount) / Double(max(other.imageCount, 1))
      let interval = SamplingInterval(
        correctCount: other.correctCount,
        imageCount: other.imageCount
      )
      let range: Markup? = interval.map {
        "; \(Quantity.share.text($0.lower)) to \(Quantity.share.text($0.upper))\("\u{A0}")%"
      }
      return """
        <div class="score beside">
        <p class="figure">\(Quantity.share.text(accuracy))<span class="unit"> %</span></p>
        <p>\(other.page.address.map { "<a href=\"\($0)\">\(other.page.title)</a>" as Markup } ?? "\(other.page.title)")<br>
        <span class="muted">\(other.correctCount) of \(other.imageCount) images\(range)</span></p>
        </div>

        """
    }
  }

  private func sentence(_ evaluation: StageRecord.Evaluation) -> Markup {
    let classes = run.record.data.classNames.count
    let wrong = evaluation.imageCount - evaluation.correctCount
    let start: Markup = """
      Of \(Digits.grouped(evaluation.imageCount)) \(evaluation.split) pictures it names the right one of \
      \(classes) \(classes == 1 ? "class" : "classes") for \
      \(Digits.grouped(evaluation.correctCount)) and errs on \(Digits.grouped(wrong))
      """
    guard let other = facts.neighbours.baseline else { return "\(start)." }
    let difference =
      evaluation.accuracy - Double(other.correctCount) / Double(max(other.imageCount, 1))
    let text = Quantity.share.text(abs(difference))
    let place = difference > 0 ? "above" : "below"
    let comparison: Markup =
      evaluation.correctCount == other.correctCount
      ? "as many as \(counterpartName)" : "\(text) points \(place) \(counterpartName)"
    guard let range = other.difference, range.count == 2 else {
      return "\(start); that is \(comparison)."
    }
    let isDecided = range[0] > 0 || range[1] < 0
    let verdict: Markup =
      isDecided
      ? "pictures like these decide between the two"
      : "pictures like these do not decide between the two"
    return """
      \(start); that is \(comparison) (95 % interval of the difference \
      \(Quantity.points.text(range[0])) to \(Quantity.points.text(range[1])): \(verdict)).
      """
  }

  // MARK: - An explanation

  private var strip: Markup? {
    guard run.record.hasPrototypes else { return nil }
    guard let example = facts.explained.first(where: \.isCorrect) else {
      return facts.absences[.explanations].map {
        "<p class=\"missing\">No explanation is shown: \($0).</p>\n"
      }
    }
    return ExplanationStrip(example: example, isProjected: run.record.projected != nil).markup
  }

  // MARK: - Deviations

  private var deviations: Markup? {
    let items = run.record.deviations
    guard !items.isEmpty else { return nil }
    return """
      <details class="deviations">
      <summary>\(items.count) \(items.count == 1 ? "setting differs" : "settings differ") from the \
      released code</summary>
      <p class="notes">Its values stand in brackets.</p>
      <ul>
      \(items.map { item -> Markup in "<li>\(item)</li>\n" })</ul>
      </details>

      """
  }
}
