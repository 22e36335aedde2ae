import Experiments

extension PrototypeGallery {
  /// A table of the classes that leads to the page of each.
  func index(
    _ classes: [(index: Int, prototypes: [StageRecord.Prototype])],
    _ duplicates: [Int: Int]
  ) -> Markup {
    let rows = classes.map { entry -> Markup in
      let own = entry.prototypes.flatMap { facts.prototypes[$0.index]?.nearest ?? [] }
      let share = own.isEmpty ? nil : Double(own.count(where: \.isOwnClass)) / Double(own.count)
      let counts = facts.errors.map { $0.classes[entry.index] }
      let first = entry.prototypes.first.flatMap { picture(.crop, $0, size: "tiny") }
      return """
        <tr id="class-\(entry.index)"><th scope="row"><a href="\(Self.pageName(entry.index))">\
        \(className(entry.index))</a></th><td>\(first)</td>\
        <td class="number">\(entry.prototypes.count)</td>\
        <td class="number">\(entry.prototypes.count { duplicates[$0.index] != nil })</td>\
        <td class="number">\(share.map { Quantity.share.text($0) } ?? "–")</td>\
        <td class="number">\(counts.map { "\($0.correctCount) of \($0.imageCount)" } ?? "–")</td></tr>

        """
    }
    return """
      <div class="table" role="region" aria-label="Prototypes by class" tabindex="0">
      <table class="index">
      <caption>Prototypes by class, each class on a page of its own</caption>
      <thead><tr><th scope="col" class="words">class</th><th scope="col" class="words">heaviest</th>\
      <th scope="col" class="number">prototypes</th><th scope="col" class="number">duplicates</th>\
      <th scope="col" class="number">neighbours of own class, %</th>\
      <th scope="col" class="number">correct</th></tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>
      </div>

      """
  }

  static func pageName(_ classIndex: Int) -> String { "class-\(classIndex).html" }

  /// The pages of the classes by their names, where each has its own.
  var pages: [String: Markup] {
    guard layout == .pages else { return [:] }
    let duplicates = Self.duplicates(prototypes)
    let classes = classes
    let headline = RunHeadline(run: run, facts: facts)
    var pages: [String: Markup] = [:]
    for (place, entry) in classes.enumerated() {
      let name = className(entry.index)
      func link(_ place: Int, _ words: String) -> Markup? {
        guard classes.indices.contains(place) else { return nil }
        let other = classes[place].index
        return "<a href=\"\(Self.pageName(other))\">\(words) \(className(other))</a> "
      }
      pages[Self.pageName(entry.index)] = Page.document(
        title: "\(name) · \(headline.title.text)",
        style: RunPageStyle.text,
        body: """
          <header>
          <nav class="breadcrumb" aria-label="Breadcrumb"><ol><li>\
          <a href="index.html#class-\(entry.index)">\(headline.title.text)</a></li>\
          <li aria-current="page">\(name)</li></ol></nav>
          <h1>\(name)</h1>
          </header>
          <nav aria-label="Other classes">\(link(place - 1, "←"))\(link(place + 1, "→"))</nav>
          <main id="main">
          \(filters)\(section(entry, duplicates))</main>
          """
      )
    }
    return pages
  }
}
