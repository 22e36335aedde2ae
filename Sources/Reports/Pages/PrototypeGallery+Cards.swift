import Experiments
import Files
import Networks

extension PrototypeGallery {
  /// One prototype: its pictures, its neighbours, its facts.
  func card(_ prototype: StageRecord.Prototype, _ duplicateOf: Int?) -> Markup {
    let evidence = facts.prototypes[prototype.index]
    let pictures = RunDirectory.Picture.allCases.map { kind in
      picture(kind, prototype)
        ?? "<span class=\"picture missing\">\(kind.caption) not written</span>\n"
    }
    var texts: [String] = []
    if let duplicateOf { texts.append("same patch as \(duplicateOf)") }
    if evidence?.nearestCount == 0 { texts.append("never nearest") }
    let source = prototype.source
    let weight: Markup? = evidence?.weight.map { ", weight <b>\(Digits.fixed($0, 3))</b>" }
    let count: Markup? = evidence?.nearestCount.map {
      ", nearest of its class’s prototypes to \($0) of its pictures"
    }
    return """
      <figure class="\((["card"] + kinds(prototype, duplicateOf)).joined(separator: " "))" \
      id="prototype-\(prototype.index)">
      <div class="pictures">
      \(pictures)</div>
      \(nearest(evidence, prototype))<figcaption><b>\(prototype.index)</b>\(weight) \
      <span class="facts"><span class="image">\(source.image)</span>, cell (\(source.row), \
      \(source.column)), d² \(Quantity.cost.text(Double(source.squaredDistance)))\(count)</span>\
      \(texts.map { "<span class=\"badge\">\($0)</span> " as Markup })\
      \(badges.markup(of: prototype.index))</figcaption>
      </figure>

      """
  }

  private func nearest(
    _ evidence: PageFacts.PrototypeEvidence?,
    _ prototype: StageRecord.Prototype
  ) -> Markup? {
    guard let nearest = evidence?.nearest, !nearest.isEmpty,
      layout != .folded || prototypes.count <= Self.nearestLimit
    else { return nil }
    let items = nearest.enumerated().map { place, patch -> Markup in
      let isItself = ByteName(patch.image) == ByteName(prototype.source.image)
      let words = isItself ? "itself" : patch.isOwnClass ? "own class" : patch.className
      let picture: Markup =
        patch.picture.map {
          """
          <img src="\($0)" alt="\(patch.isOwnClass ? "Own class" : "Another class"), \
          \(patch.className): \(patch.image)" decoding="async">
          """
        } ?? "<span class=\"missing\">no picture</span>"
      return """
        <li class="\(patch.isOwnClass ? "own" : "other")" title="\(patch.image), d² \
        \(Quantity.cost.text(patch.squaredDistance))">\(picture)<span>\(words)</span></li>

        """
    }
    return """
      <ol class="nearest" aria-label="Nearest training patches of prototype \(prototype.index)">
      \(items)</ol>

      """
  }

  /// A picture of a prototype; nil where it was not written.
  func picture(
    _ kind: RunDirectory.Picture,
    _ prototype: StageRecord.Prototype,
    size: String = ""
  ) -> Markup? {
    guard
      let link = facts.prototypes[prototype.index]?.pictures[kind.rawValue]
        ?? links.link(kind, ofPrototype: prototype.index)
    else { return nil }
    let description =
      switch kind {
      case .crop: "Patch of prototype \(prototype.index), \(className(prototype.classIndex))"
      case .box: "\(prototype.source.image) with the patch of prototype \(prototype.index) in a box"
      case .overlay: "Where prototype \(prototype.index) is active in \(prototype.source.image)"
      }
    return """
      <span class="picture \(size)"><img src="\(link)" alt="\(description)" decoding="async">\
      <span>\(kind.caption)</span></span>

      """
  }
}
