package import Experiments
import Files
package import Foundation

/// Pages that show the nearest pictures of every prototype: an index, and a page for each class.
package enum NeighborhoodPages {
  /// Writes `index.html`, the classes' pages, `neighbors.json` and `neighbors.csv`; returns where the index is.
  ///
  /// - Throws: ``ReportError``.
  package static func write(
    _ all: PrototypeNeighborhoods,
    to directory: URL
  ) throws(ReportError) -> URL {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let json: String
    do {
      json = String(decoding: try encoder.encode(all), as: UTF8.self).visibleInJSON + "\n"
    } catch {
      preconditionFailure("distances that JSON cannot hold: \(error)")
    }
    do throws(WriteFailure) {
      try Folder.make(directory)
      var files = [
        ("neighbors.json", json), ("neighbors.csv", csv(all)), ("index.html", index(all).source),
      ]
      for (place, group) in classes(all).enumerated() {
        files.append(("class-\(place + 1).html", page(group, all).source))
      }
      for (name, text) in files {
        try NewFile.write(Data(text.utf8), to: directory.appending(path: name))
      }
    } catch {
      throw .unwritable(error)
    }
    return directory.appending(path: "index.html")
  }

  private struct Group {
    let name: String
    var prototypes: [PrototypeNeighborhoods.Prototype]
  }

  /// The prototypes by class, in the order of the first of each.
  private static func classes(_ all: PrototypeNeighborhoods) -> [Group] {
    var (groups, places): ([Group], [ByteName: Int]) = ([], [:])
    for prototype in all.prototypes {
      let place = places[ByteName(prototype.className)] ?? groups.count
      if place == groups.count { groups.append(Group(name: prototype.className, prototypes: [])) }
      places[ByteName(prototype.className)] = place
      groups[place].prototypes.append(prototype)
    }
    return groups
  }

  /// How many of a prototype's neighbours are of its class.
  private static func ownCount(
    _ prototype: PrototypeNeighborhoods.Prototype,
    _ part: Int
  ) -> Int {
    prototype.nearest[part].count { ByteName($0.className) == ByteName(prototype.className) }
  }

  private static func index(_ all: PrototypeNeighborhoods) -> Markup {
    let heads = all.parts.map { part -> Markup in
      "<th scope=\"col\" class=\"number\">of its class, \(part.name)</th>"
    }
    let rows = classes(all).enumerated().map { place, group -> Markup in
      let cells = all.parts.indices.map { part -> Markup in
        let own = group.prototypes.reduce(0) { $0 + ownCount($1, part) }
        let count = group.prototypes.reduce(0) { $0 + $1.nearest[part].count }
        return "<td class=\"number\">\(own) of \(count)</td>"
      }
      return """
        <tr><th scope="row"><a href="class-\(place + 1).html">\(group.name)</a></th>\
        <td class="number">\(group.prototypes.count)</td>\(cells)</tr>

        """
    }
    return document(
      "Nearest pictures of every prototype",
      all,
      """
      <p>For every prototype the \(all.nearestCount) pictures of each part whose nearest patch is closest \
      to it, of whatever class. A prototype that means something of its class finds pictures of it. The same as \
      data: <a href="neighbors.json">JSON</a>, <a href="neighbors.csv">CSV</a>.</p>
      <div class="table" role="region" aria-label="Classes" tabindex="0">
      <table>
      <thead><tr><th scope="col" class="words">class</th><th scope="col" class="number">prototypes</th>\
      \(heads)</tr></thead>
      <tbody>
      \(rows)</tbody>
      </table>
      </div>
      """
    )
  }

  private static func page(_ group: Group, _ all: PrototypeNeighborhoods) -> Markup {
    let prototypes = group.prototypes.map { prototype -> Markup in
      let strips = all.parts.enumerated().map { part, entry -> Markup in
        """
        <h3>nearest of \(entry.imageCount) \(entry.name) pictures: \
        \(ownCount(prototype, part)) of \(prototype.nearest[part].count) of its class</h3>
        <ol class="strip">
        \(prototype.nearest[part].map { card($0, of: prototype) })</ol>

        """
      }
      let source: Markup? = prototype.source.map {
        "<p class=\"muted\">a patch of <span class=\"image\">\($0)</span></p>\n"
      }
      return """
        <section id="prototype-\(prototype.index)">
        <h2>Prototype \(prototype.index)</h2>
        \(source)\(strips)</section>

        """
    }
    return document(
      group.name,
      all,
      """
      <p><a href="index.html">All classes</a>. A green frame is a picture of the prototype’s class, a red one \
      of another class.</p>
      \(prototypes)
      """
    )
  }

  private static func card(
    _ neighbor: PrototypeNeighborhoods.Neighbor,
    of prototype: PrototypeNeighborhoods.Prototype
  ) -> Markup {
    let isOwn = ByteName(neighbor.className) == ByteName(prototype.className)
    let picture: Markup? = neighbor.picture.map {
      "<img src=\"\($0)\" alt=\"\(neighbor.image), a frame around the nearest patch\">"
    }
    return """
      <li class="\(isOwn ? "own" : "other" as Markup)">\(picture)\
      <b>\(neighbor.className)</b>\(isOwn ? "" : ", another class")<br>\
      <span class="muted">similarity \(ExplanationText.number(neighbor.similarity))<br>\
      <span class="image">\(neighbor.image)</span></span></li>

      """
  }

  private static func document(
    _ title: String,
    _ all: PrototypeNeighborhoods,
    _ body: Markup
  ) -> Markup {
    Page.document(
      title: title,
      isSheet: true,
      style: ExplanationStyle.text,
      body: """
        <header>
        <p class="kicker">\(all.architecture), after \(all.stage), \(all.checkpoint)</p>
        <h1>\(title)</h1>
        </header>
        <main>
        \(body)</main>
        """
    )
  }

  private static func csv(_ all: PrototypeNeighborhoods) -> String {
    let header = [
      "prototype", "prototype_class", "part", "rank", "image", "image_class", "is_own_class",
      "squared_distance", "similarity", "row", "column",
    ]
    let lines = all.prototypes.flatMap { prototype in
      prototype.nearest.enumerated().flatMap { part, neighbors in
        neighbors.enumerated().map { rank, neighbor in
          [
            String(prototype.index), prototype.className, all.parts[part].name, String(rank + 1),
            neighbor.image, neighbor.className,
            ByteName(neighbor.className) == ByteName(prototype.className) ? "True" : "False",
            "\(neighbor.squaredDistance)", "\(neighbor.similarity)",
            "\(neighbor.cell[0])", "\(neighbor.cell[1])",
          ]
        }
      }
    }
    return ExplanationCSV.text([header] + lines)
  }
}
