import Images
import Recipe
import Experiments
import Networks
import ProtoPNet
import Runs
import Tensors

/// One network's sheet of a picture in the making: what is listed, and where prototypes are active.
struct MemberSheet {
  let member: ExplainedNetwork
  let reading: ExplainedNetwork.Reading
  let classIndex: Int
  let sheet: ScoringSheet
  /// All prototypes by what they add to the lead over another class; nil without one.
  let comparison: ScoringSheetComparison?
  /// The prototypes of any class, the most similar ones first.
  let nearest: [Int]
  /// The activation maps of the prototypes that are shown.
  let maps: [Int: ActivationMap]

  /// - Throws: ``RunError`` where similarities are no numbers.
  init(
    _ member: ExplainedNetwork,
    _ reading: ExplainedNetwork.Reading,
    classIndex: Int,
    against: Int?
  ) throws(RunError) {
    (self.member, self.reading, self.classIndex) = (member, reading, classIndex)
    let similarities = reading.output.similarities.slice(0)
    sheet = ScoringSheet(of: classIndex, similarities: similarities, in: member.network.head)
    comparison = against.map {
      ScoringSheetComparison(
        of: classIndex,
        with: $0,
        similarities: similarities,
        in: member.network.head.lastLayer
      )
    }
    let values = similarities.values
    nearest = Array(
      values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
        .prefix(ExplanationOptions.nearestCount)
    )
    let own = sheet.rows.prefix(ExplanationOptions.drawnCount).map(\.prototype)
    let others = sheet.others.prefix(ExplanationOptions.listedOtherCount).map(\.prototype)
    let compared = comparison?.rows.prefix(ExplanationOptions.comparedCount).map(\.prototype) ?? []
    let shown = Set(own + others + compared + nearest).sorted()
    maps = Dictionary(uniqueKeysWithValues: zip(shown, try member.maps(of: shown, in: reading)))
  }

  /// The box of a shown prototype as shares of the picture's height and width: top, bottom, left, right.
  func box(of prototype: Int) -> [Double]? {
    guard let map = maps[prototype] else { return nil }
    let (height, width) = (Double(reading.picture.height), Double(reading.picture.width))
    return [
      Double(map.box.firstRow) / height, Double(map.box.endRow) / height,
      Double(map.box.firstColumn) / width, Double(map.box.endColumn) / width,
    ]
  }

  /// The lowest and highest similarity of all shown maps.
  var extremes: (low: Float, high: Float) {
    maps.values.reduce((Float.infinity, -Float.infinity)) { extremes, map in
      map.upsampled.withValues { values in
        var (low, high) = extremes
        for index in values.indices {
          low = min(low, values[index])
          high = max(high, values[index])
        }
        return (low, high)
      }
    }
  }

  /// A row of the explanation, without pictures.
  func row(
    _ prototype: Int,
    similarity: Float,
    weight: Float,
    classNames: [String]
  ) -> Explanation.Row {
    let points = Double(similarity) * Double(weight)
    return Explanation.Row(
      prototype: prototype,
      className: classNames[member.layer.prototypeClass[prototype]],
      similarity: Double(similarity),
      weight: Double(weight),
      points: points,
      cell: member.cell(of: prototype, in: reading),
      source: member.restored.sources?[prototype].image,
      box: box(of: prototype),
      warnings: warnings(prototype, similarity: Double(similarity), weight: Double(weight))
    )
  }

  /// From this weight on, ten times what training begins with, a contribution is the weight's more than the
  /// picture's.
  private static let extremeWeight = 10.0

  private func warnings(
    _ prototype: Int,
    similarity: Double,
    weight: Double
  ) -> [Explanation.Warning] {
    var warnings: [Explanation.Warning] = []
    if similarity < member.layer.similarityFunction.weakBelow {
      warnings.append(
        .init(.weakSimilarity, "weak similarity: the picture hardly resembles this prototype")
      )
    }
    if abs(weight) >= Self.extremeWeight {
      warnings.append(
        .init(
          .extremeWeight,
          "extreme weight: at least ten times the 1 that training begins with, so the weight "
            + "rather than the picture makes these points"
        )
      )
    }
    let equal = member.duplicates[prototype]
    if let first = equal.first {
      let names =
        equal.count == 1
        ? "prototype \(first) is"
        : "prototypes \(equal.map(String.init).joined(separator: ", ")) are"
      warnings.append(
        .init(
          .duplicate,
          "duplicate: \(names) equal to it, so one resemblance counts \(equal.count + 1) times"
        )
      )
    }
    return warnings
  }
}
