package import Experiments

/// What is certified at each checked projection of a run, cycle by cycle.
package enum CertifiedByCyclePlot {
  /// Nil where fewer than two projections were checked.
  package static func plot(_ record: RunRecord) -> LinePlot? {
    let stages = record.stages.filter { $0.projectionCheck != nil }
    guard stages.count > 1 else { return nil }
    let checks = stages.compactMap(\.projectionCheck)
    let counts: [(name: String, of: (StageRecord.ProjectionCheck) -> Int?, isDashed: Bool)] = [
      ("certificate", { $0.theoremLastLayer.certifiedCount }, false),
      ("sharper form", { $0.sharperCertifiedCount }, false),
      ("Theorem 2.1", { $0.certifiedCount }, false),
      ("A1 holds", { $0.premises[0].imageCount }, true),
      ("A2a holds", { $0.premises[1].imageCount }, true),
      ("A2b holds", { $0.premises[2].imageCount }, true),
    ]
    let shares = counts.map { count in
      checks.map { check in
        count.of(check).map { Double($0) / Double(max(check.imageCount, 1)) }
      }
    }
    let moves = stages.map { stage in
      stage.projection.map { Quantity.cost.text($0.meanShift) } ?? "?"
    }
    let words = zip(counts, shares).map { count, shares in
      let texts = shares.map { $0.map { Quantity.share.text($0) } ?? "not checked" }
      return "\(count.name) \(texts.joined(separator: ", "))"
    }
    return LinePlot(
      title: "Predictions that provably stay, by cycle",
      summary: """
        Per cent of \(checks[0].imageCount) images at each projection, with the last layer of A4, 1 and 0: \
        \(words.joined(separator: "; ")). Prototypes moved by \(moves.joined(separator: ", ")) on average.
        """,
      valueLabel: "share of the images, %",
      quantity: .share,
      horizontal: LinePlot.Axis(
        label: "projection, and by how far it moved prototypes on average",
        lower: 0,
        upper: Double(stages.count - 1),
        ticks: zip(stages.indices, moves).map { index, move in
          LinePlot.Tick(position: Double(index), label: "\(index + 1): \(move)")
        }
      ),
      series: zip(counts, shares).map { count, shares in
        LinePlot.Series(
          count.name,
          segments: [
            shares.enumerated().compactMap { index, share in
              share.map { LinePlot.Point(x: Double(index), y: $0) }
            }
          ],
          marker: count.isDashed ? .none : .circle,
          isDashed: count.isDashed
        )
      }
    )
  }
}
