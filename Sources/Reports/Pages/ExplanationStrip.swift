import Experiments

/// One explained test picture in a row: this part looks like that patch.
struct ExplanationStrip {
  var example: PageFacts.ExplainedPicture
  /// Whether the prototypes are patches of training images.
  var isProjected: Bool

  var markup: Markup {
    let sheet: Markup? = example.sheet.map { "<a href=\"\($0)\">The whole sheet</a>" }
    return """
      <figure class="strip">
      <figcaption>Why <b>\(example.predicted)</b>? A test picture that is classified correctly, of the \
      median confidence among them (\(Quantity.share.text(example.probability)) %). \(sheet)</figcaption>
      <div class="row">
      \(picture(example.picture, "the picture", "Test picture \(example.image)", "whole"))\
      \(parts)</div>
      </figure>

      """
  }

  var parts: Markup {
    let parts = example.parts.map { part -> Markup in
      let number = ExplanationText.number
      return """
        <div class="match">
        <div class="pair">
        \(picture(part.part, "this part", "The part that resembles prototype \(part.prototype)"))\
        <span class="like" aria-hidden="true">→</span>
        \(prototype(part))\
        </div>
        <p>similarity \(number(part.similarity)) × weight \(number(part.weight)) = \
        <b>\(number(part.points))</b> points<br><span class="muted">prototype \(part.prototype)</span></p>
        </div>

        """
    }
    return "\(parts)"
  }

  private func prototype(_ part: PageFacts.Part) -> Markup {
    let source = part.source.map { ", a patch of \($0)" } ?? ""
    let caption = isProjected ? "looks like that" : "no patch yet"
    return picture(part.looksLike, caption, "Prototype \(part.prototype)\(source)")
  }

  private func picture(
    _ link: String?,
    _ caption: String,
    _ description: String,
    _ kind: String = ""
  ) -> Markup {
    guard let link else {
      return "<span class=\"picture missing\">\(caption): not found</span>\n"
    }
    return """
      <span class="picture \(kind)"><img src="\(link)" alt="\(description)"><span>\(caption)</span></span>

      """
  }
}
