/// How often the patches most like a prototype show one and the same part.
///
/// Source: Nauta et al., "PIP-Net", CVPR 2023; util/eval_cub_csv.py.
package struct PartPurity: Equatable, Sendable {
  /// The share of the pictures showing the purest part in which the patch holds it.
  package let purity: Double
  /// The purest part, by its place among the merged ones.
  package let part: Int
  /// The same of the part that most patches hold; 0 where no patch holds any.
  package let mostFoundPurity: Double

  /// Of one prototype, by picture whether the patch holds a part; nil where the part does not show.
  ///
  /// Parts that fewer than `leastSupport` of the pictures show are left out; nil where none is left. Of
  /// equally pure parts the one that more patches hold counts, then the first.
  package init?(presences: [[Bool?]], leastSupport: Int = 0) {
    let partCount = presences.first?.count ?? 0
    var best: (purity: Double, found: Int, part: Int)?
    var mostFound = (purity: 0.0, found: 0)
    for part in 0..<partCount {
      let shown = presences.compactMap { $0[part] }
      guard shown.count >= max(leastSupport, 1) else { continue }
      let found = shown.count { $0 }
      let purity = Double(found) / Double(shown.count)
      if let current = best {
        let isTie = purity == current.purity && purity > 0 && found > current.found
        if purity > current.purity || isTie { best = (purity, found, part) }
      } else {
        best = (purity, found, part)
      }
      if found > mostFound.found { mostFound = (purity, found) }
    }
    guard let best else { return nil }
    (purity, part, mostFoundPurity) = (best.purity, best.part, mostFound.purity)
  }

  /// Parts as they are counted: the left and the right one of a pair are one.
  package struct MergedPart: Equatable, Sendable {
    package let name: String
    /// The places of the parts that it is made of.
    package let members: [Int]
  }

  /// Merges `left …` into `right …`; the pair is called by the rest of its name.
  package static func merged(_ names: [String]) -> [MergedPart] {
    names.enumerated().compactMap { place, name in
      if name.hasPrefix("left "), names.contains("right " + name.dropFirst(5)) { return nil }
      guard name.hasPrefix("right "), let left = names.firstIndex(of: "left " + name.dropFirst(6))
      else { return MergedPart(name: name, members: [place]) }
      return MergedPart(name: String(name.dropFirst(6)), members: [left, place])
    }
  }

  /// Whether a patch holds merged parts, by the parts' points (x, y), nil for those that do not show.
  ///
  /// A pair is held where either of its parts is.
  package static func presences(
    of parts: [MergedPart],
    in patch: Patch,
    points: [(x: Double, y: Double)?]
  ) -> [Bool?] {
    parts.map { part in
      let held = part.members.compactMap { points[$0] }.map(patch.holds)
      return held.isEmpty ? nil : held.contains(true)
    }
  }

  /// A square of an input around a cell of the latent map, in pixels; both ends count.
  package struct Patch: Equatable, Sendable {
    package let top, bottom, left, right: Double

    /// 32 of 224 pixels and as much of other sizes, at steps that lay the first and last patch of a row
    /// at the picture's edges; on a map of one cell the patch is in the middle.
    package init(
      cell: (row: Int, column: Int),
      map: (rows: Int, columns: Int),
      imageSize: Int
    ) {
      let side = Self.side(imageSize: imageSize)
      func start(_ index: Int, _ count: Int) -> Int {
        if count == 1 { return (imageSize - side) / 2 }
        if index == count - 1 { return imageSize - side }
        let step = Int((Double(imageSize - side) / Double(count - 1)).rounded(.toNearestOrEven))
        return min(index * step, imageSize - side)
      }
      let (row, column) = (start(cell.row, map.rows), start(cell.column, map.columns))
      (top, bottom) = (Double(row), Double(row + side))
      (left, right) = (Double(column), Double(column + side))
    }

    package static func side(imageSize: Int) -> Int {
      max(1, Int((32 * Double(imageSize) / 224).rounded()))
    }

    func holds(_ point: (x: Double, y: Double)) -> Bool {
      (top...bottom).contains(point.y) && (left...right).contains(point.x)
    }
  }
}
