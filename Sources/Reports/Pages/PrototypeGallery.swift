import Experiments
import Networks

/// The prototypes that a run ends with, class by class, the heaviest first.
struct PrototypeGallery {
  var run: LoadedRun
  var facts: PageFacts
  var links: PictureLinks
  var layout: Layout
  /// What the measured metrics say of each prototype.
  var badges: MetricBadges

  /// Where the prototypes of classes are shown.
  enum Layout: Equatable {
    /// All on the page.
    case open
    /// On the page, each class behind its name.
    case folded
    /// Each class on a page of its own, which the page leads to.
    case pages
  }

  /// The layout that keeps a page quick to open.
  static func layout(_ record: RunRecord, isSingleFile: Bool) -> Layout {
    let prototypes = record.projected?.prototypes ?? []
    let classCount = Set(prototypes.map(\.classIndex)).count
    if classCount <= openClassCount, prototypes.count <= openPrototypeCount { return .open }
    return isSingleFile ? .folded : .pages
  }

  private static let openClassCount = 24
  private static let openPrototypeCount = 240
  /// Single files of more prototypes leave out the nearest patches, which would be most of their bytes.
  static let nearestLimit = 600

  var prototypes: [StageRecord.Prototype] { run.record.projected?.prototypes ?? [] }

  /// Of each class, the one with the largest weight first.
  var classes: [(index: Int, prototypes: [StageRecord.Prototype])] {
    Dictionary(grouping: prototypes, by: \.classIndex).sorted { $0.key < $1.key }.map { entry in
      let sorted = entry.value.sorted { left, right in
        let weights = (facts.prototypes[left.index]?.weight, facts.prototypes[right.index]?.weight)
        return (-(weights.0 ?? 0), left.index) < (-(weights.1 ?? 0), right.index)
      }
      return (entry.key, sorted)
    }
  }

  var markup: Markup {
    guard let (stage, _) = run.record.projected else {
      return "<p class=\"missing\">Prototypes: not run.</p>\n"
    }
    let duplicates = Self.duplicates(prototypes)
    let classes = classes
    let jumps = classes.map { entry -> Markup in
      "<a href=\"#class-\(entry.index)\">\(className(entry.index))</a> "
    }
    let contents: Markup? =
      layout == .pages || classes.count < 3
      ? nil : "<nav class=\"classes\" aria-label=\"Classes\">\(jumps)</nav>\n"
    return """
      <p>The \(prototypes.count) prototypes after <code>\(run.record.stages[stage].name)</code>, by class, the \
      largest weight first. Each is the patch of a training image that it was projected on; d² is its \
      squared distance to that patch before the projection.\(nearestWords)</p>
      \(absences)\(contents)\
      \(layout == .pages ? index(classes, duplicates) : "\(filters)\(classes.map { section($0, duplicates) })")
      """
  }

  private var nearestWords: Markup? {
    facts.prototypes.values.contains { $0.nearest != nil }
      ? """
       Below it are the five nearest patches of training images of any class: \
      <span class="own">own class</span>, <span class="other">another class</span>.
      """ : nil
  }

  private var absences: Markup? {
    let texts = [
      facts.absences[.weights].map { "The weights are not known: \($0)." },
      facts.absences[.nearest].map { "The nearest training patches are not shown: \($0)." },
    ].compactMap(\.self)
    return texts.isEmpty
      ? nil : "<p class=\"missing\">\(texts.joined(separator: " "))</p>\n"
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

  // MARK: - Filters

  /// Choices that the style sheet alone acts on, so that they work without a script.
  var filters: Markup {
    let choices = [
      ("all", "all"), ("duplicate", "duplicates"), ("mixed", "with neighbours of other classes"),
      ("unused", "never nearest"), ("negative", "of negative weight"),
    ]
    let items = choices.enumerated().map { place, choice -> Markup in
      """
      <label><input type="radio" name="show" value="\(choice.0)" id="show-\(choice.0)"\
      \(place == 0 ? " checked=\"checked\"" : "" as Markup)> \(choice.1)</label>

      """
    }
    return """
      <fieldset class="filters"><legend>Show prototypes</legend>
      \(items)</fieldset>

      """
  }

  /// The filters that a card passes.
  func kinds(
    _ prototype: StageRecord.Prototype,
    _ duplicateOf: Int?
  ) -> [String] {
    let evidence = facts.prototypes[prototype.index]
    var kinds: [String] = []
    if duplicateOf != nil { kinds.append("is-duplicate") }
    if evidence?.nearest?.contains(where: { !$0.isOwnClass }) == true { kinds.append("is-mixed") }
    if evidence?.nearestCount == 0 { kinds.append("is-unused") }
    if let weight = evidence?.weight, weight <= 0 { kinds.append("is-negative") }
    return kinds
  }

  // MARK: - Classes

  func section(
    _ entry: (index: Int, prototypes: [StageRecord.Prototype]),
    _ duplicates: [Int: Int]
  ) -> Markup {
    let cards = entry.prototypes.map { card($0, duplicates[$0.index]) }
    let heading: Markup = """
      \(className(entry.index)) <span class="count">\(cards.count)</span>
      """
    guard layout == .folded else {
      return """
        <section class="class" id="class-\(entry.index)">
        <h3>\(heading)</h3>
        <div class="gallery">
        \(cards)</div>
        </section>

        """
    }
    return """
      <details class="class" id="class-\(entry.index)"><summary>\(heading)</summary>
      <div class="gallery">
      \(cards)</div>
      </details>

      """
  }

  func className(_ index: Int) -> String {
    let names = run.record.data.classNames
    return names.indices.contains(index) ? names[index] : "class \(index)"
  }
}
