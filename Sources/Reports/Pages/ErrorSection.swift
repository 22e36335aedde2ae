import Experiments

/// Where the reported network is wrong: confusions, classes, misclassified pictures, calibration.
struct ErrorSection {
  var run: LoadedRun
  var facts: PageFacts

  /// Misclassified pictures that are listed.
  private static let listLimit = 48

  var markup: Markup {
    guard let errors = facts.errors else {
      let reason = facts.absences[.errors] ?? "the page was made without the predictions"
      return """
        <section id="errors">
        <h2>Errors</h2>
        <p class="missing">No error analysis: \(reason).</p>
        </section>

        """
    }
    let stage = run.record.reportedStage.map { run.record.stages[$0].name } ?? ""
    let notNumbers: Markup? =
      errors.notNumberCount > 0
      ? """
      <p class="notice warning">\(errors.notNumberCount) pictures have logits that are no numbers: they \
      count as wrong and are of no predicted class.</p>

      """ : nil
    return """
      <section id="errors">
      <h2>Errors</h2>
      <p>\(errors.imageCount - errors.correctCount) of \(errors.imageCount) test pictures are classified \
      wrongly after <code>\(stage)</code>.</p>
      \(notNumbers)\(mistakes(errors))\(ConfusionMatrix(errors: errors).markup)\
      \(ClassAccuracies(errors: errors).markup)\(calibration(errors.calibration))</section>

      """
  }

  // MARK: - Misclassified pictures

  private func mistakes(_ errors: ErrorAnalysis) -> Markup? {
    guard !errors.mistakes.isEmpty else { return nil }
    let shown = errors.mistakes.prefix(Self.listLimit)
    let rest = errors.mistakes.count - shown.count
    let more: Markup? = rest > 0 ? "<p class=\"notes\">\(rest) more are not shown.</p>\n" : nil
    let absences = [PageFacts.Absence.pictures, .explanations].compactMap { absence -> Markup? in
      facts.absences[absence].map {
        """
        <p class="missing">\(absence == .pictures ? "Without pictures" : "Not all sheets are there"): \
        \($0).</p>

        """
      }
    }
    return """
      <h3>Misclassified pictures</h3>
      <p class="notes">Those that the network is surest of come first; a framed one leads to its \
      explanation.</p>
      \(absences)<ul class="mistakes">
      \(shown.map(mistake))</ul>
      \(more)
      """
  }

  private func mistake(_ mistake: ErrorAnalysis.Mistake) -> Markup {
    let names = run.record.data.classNames
    let (actual, predicted) = (names[mistake.actual], names[mistake.predicted])
    let explained = facts.explained.first { $0.image == mistake.image && !$0.isCorrect }
    let picture: Markup =
      facts.mistakePictures[mistake.image].map {
        """
        <img src="\($0)" alt="\(mistake.image): a \(actual) held for \(predicted)">
        """
      } ?? "<span class=\"picture missing\">\(mistake.image)</span>"
    let linked: Markup =
      explained?.sheet.map {
        "<a class=\"sheet\" href=\"\($0)\" title=\"\(mistake.image)\">\(picture)</a>"
      } ?? "\(picture)"
    let why: Markup? = explained.flatMap { explained in
      explained.parts.isEmpty
        ? nil
        : """
        <details class="why"><summary>why?</summary>
        \(ExplanationStrip(example: explained, isProjected: run.record.projected != nil).parts)\
        </details>

        """
    }
    return """
      <li>\(linked)
      <p>held for <b>\(predicted)</b> \(Quantity.share.text(mistake.probability))\("\u{A0}")%<br>\
      is <b>\(actual)</b> \(Quantity.share.text(mistake.ownProbability))\("\u{A0}")%</p>
      \(why)</li>

      """
  }

  // MARK: - Calibration

  private func calibration(_ calibration: Calibration) -> Markup? {
    guard let error = calibration.expectedError, let confidence = calibration.meanConfidence else {
      return nil
    }
    let share =
      Double(calibration.bins.reduce(0) { $0 + $1.correctCount })
      / Double(max(calibration.imageCount, 1))
    let tendency =
      abs(confidence - share) < 0.005
      ? "about as sure as it is right"
      : confidence > share ? "surer than it is right" : "less sure than it is right"
    return """
      <h3>Calibration</h3>
      <div class="calibration">
      <figure class="chart">
      \(ReliabilityDiagram(calibration: calibration).svg(identifier: "reliability"))</figure>
      <div>
      <p><b>Expected calibration error \(Quantity.share.text(error)) %</b>, over \
      \(calibration.bins.count) bins of equal width from 0 to 100 % (Guo et al. 2017): the mean over the \
      pictures of |share correct − mean confidence| of their bin.</p>
      <p>The network is \(tendency): on average \(Quantity.share.text(confidence)) % sure and \
      \(Quantity.share.text(share)) % right. How sure it is, is the softmax of its logits at the predicted \
      class.</p>
      <p class="notes">A bar is the share correct of a bin, a line across it the bin’s mean confidence; \
      pale bars are of few pictures. On the dashed line the two agree.</p>
      </div>
      </div>

      """
  }
}
