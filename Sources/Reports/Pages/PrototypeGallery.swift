import Experiments
import Networks

/// The prototypes that a run ends with, class by class: those of its last projection that were not pruned.
struct PrototypeGallery {
  var run: LoadedRun
  var links: PictureLinks

  /// Prototypes of a class that are shown before the rest is folded away.
  static let visibleCount = 10
  /// Classes that are shown open; a gallery of 200 classes would be a very long page.
  static let openClassCount = 12

  var markup: Markup {
    guard let (stage, prototypes) = lastPrototypes else {
      return "<p class=\"missing\">Prototypes: not run.</p>\n"
    }
    let classes = Set(prototypes.map(\.classIndex)).sorted()
    let duplicates = Self.duplicates(prototypes)
    let sections = classes.enumerated().map { order, index in
      section(
        index,
        prototypes.filter { $0.classIndex == index },
        duplicates,
        isOpen: order < Self.openClassCount
      )
    }
    return """
      <p>The \(prototypes.count) prototypes after <code>\(stage)</code>. Each is the patch of a \
      training image that it was projected on; d² is its squared distance \
      to that patch before the projection.</p>
      \(sections)
      """
  }

  /// The prototypes after the last projection or pruning, which keep the numbers of the projection as
  /// their pictures do.
  private var lastPrototypes: (stage: String, prototypes: [StageRecord.Prototype])? {
    run.record.stages.reduce(nil) { last, stage in
      if let projection = stage.projection { return (stage.name, projection.prototypes) }
      guard let kept = stage.pruning?.kept, let (_, prototypes) = last else { return last }
      return (stage.name, kept.filter(prototypes.indices.contains).map { prototypes[$0] })
    }
  }

  /// For prototypes on a patch that an earlier one is on, the index of that one.
  static func duplicates(_ prototypes: [StageRecord.Prototype]) -> [Int: Int] {
    struct Patch: Hashable {
      var image: String
      var row, column: Int
    }
    var owners: [Patch: Int] = [:]
    var duplicates: [Int: Int] = [:]
    for prototype in prototypes.sorted(by: { $0.index < $1.index }) {
      let patch = Patch(
        image: prototype.source.image,
        row: prototype.source.row,
        column: prototype.source.column
      )
      if let owner = owners[patch] {
        duplicates[prototype.index] = owner
      } else {
        owners[patch] = prototype.index
      }
    }
    return duplicates
  }

  private func section(
    _ classIndex: Int,
    _ prototypes: [StageRecord.Prototype],
    _ duplicates: [Int: Int],
    isOpen: Bool
  ) -> Markup {
    let cards = prototypes.map { card($0, duplicates[$0.index]) }
    let rest = Array(cards.dropFirst(Self.visibleCount))
    let more: Markup? =
      rest.isEmpty
      ? nil
      : """
      <details><summary>\(rest.count) more</summary>
      <div class="gallery">
      \(rest)</div>
      </details>

      """
    let body: Markup = """
      <div class="gallery">
      \(Array(cards.prefix(Self.visibleCount)))</div>
      \(more)
      """
    let name = className(classIndex)
    guard isOpen else {
      return """
        <details class="class"><summary>\(name) <span class="count">\(cards.count)</span></summary>
        \(body)</details>

        """
    }
    return """
      <section class="class">
      <h3>\(name) <span class="count">\(cards.count)</span></h3>
      \(body)</section>

      """
  }

  private func className(_ index: Int) -> String {
    let names = run.record.data.classNames
    return names.indices.contains(index) ? names[index] : "class \(index)"
  }

  private func card(_ prototype: StageRecord.Prototype, _ duplicateOf: Int?) -> Markup {
    let pictures = RunDirectory.Picture.allCases.map { picture($0, prototype) }
    let badge: Markup? = duplicateOf.map { "<span class=\"badge\">same patch as \($0)</span>" }
    let source = prototype.source
    return """
      <figure class="card">
      <div class="pictures">
      \(pictures)</div>
      <figcaption><b>\(prototype.index)</b> <span class="image">\(source.image)</span> \
      <span class="facts">cell (\(source.row), \(source.column)), d² \(Quantity.cost.text(Double(source.squaredDistance)))</span>\
      \(badge)</figcaption>
      </figure>

      """
  }

  private func picture(_ kind: RunDirectory.Picture, _ prototype: StageRecord.Prototype) -> Markup {
    guard let link = links.link(kind, ofPrototype: prototype.index) else {
      return "<span class=\"picture missing\">\(kind.caption) not written</span>\n"
    }
    let description =
      switch kind {
      case .crop: "Patch of prototype \(prototype.index), \(className(prototype.classIndex))"
      case .box: "\(prototype.source.image) with the patch of prototype \(prototype.index) in a box"
      case .overlay: "Where prototype \(prototype.index) is active in \(prototype.source.image)"
      }
    return """
      <a class="picture" href="\(link)"><img src="\(link)" alt="\(description)" \
      loading="lazy" decoding="async"><span>\(kind.caption)</span></a>

      """
  }
}
