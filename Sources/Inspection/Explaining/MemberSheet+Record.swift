import Tensors
import Checkpoints
import Recipe
import Experiments
import ProtoPNet

extension MemberSheet {
  /// The sheet as an explanation has it, without pictures; `numbers` are those of parts on the page's picture.
  func record(
    classNames: [String],
    share: Double?,
    numbers: [Int: Int]
  ) -> Explanation.Member {
    func row(_ row: ScoringSheet.Row) -> Explanation.Row {
      var record = self.row(
        row.prototype,
        similarity: row.similarity,
        weight: row.weight,
        classNames: classNames
      )
      record.number = numbers[row.prototype]
      return record
    }
    let weights = member.network.head.lastLayer.weight.slice(classIndex)
    let similarities = reading.output.similarities.slice(0)
    let function = member.layer.similarityFunction
    return Explanation.Member(
      checkpoint: member.restored.name,
      architecture: member.restored.metadata.architecture,
      stage: member.restored.metadata.stage,
      prototypes: member.state,
      similarity: .init(maximum: function.maximum, weakBelow: function.weakBelow),
      rows: sheet.rows.map(row),
      otherCount: sheet.otherCount,
      otherPoints: sheet.otherPoints,
      others: sheet.others.prefix(ExplanationOptions.listedOtherCount).map(row),
      points: sheet.total,
      share: share.flatMap { $0.isFinite ? $0 : nil },
      comparison: comparison.map { record($0, classNames) },
      nearest: nearest.map { prototype in
        self.row(
          prototype,
          similarity: similarities[prototype],
          weight: weights[prototype],
          classNames: classNames
        )
      }
    )
  }

  private func record(
    _ comparison: ScoringSheetComparison,
    _ classNames: [String]
  ) -> Explanation.Comparison {
    let listed = comparison.rows.prefix(ExplanationOptions.comparedCount)
    let rest = comparison.rows.dropFirst(listed.count)
    return Explanation.Comparison(
      rows: listed.map { row in
        Explanation.ComparisonRow(
          row: self.row(
            row.prototype,
            similarity: row.similarity,
            weight: row.weight,
            classNames: classNames
          ),
          weightAgainst: Double(row.otherWeight),
          pointsAgainst: row.otherPoints
        )
      },
      restCount: rest.count,
      restPoints: rest.reduce(0) { $0 + $1.points },
      restPointsAgainst: rest.reduce(0) { $0 + $1.otherPoints }
    )
  }
}
