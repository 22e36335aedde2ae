import Recipe
import Tensors

extension PrototypeFindings {
  var relevance: CardFigures {
    guard maskSource != nil else { return CardFigures(.relevance, needs: missingMasks) }
    let rows = relevantRows.filter { evidence[.peakHits][$0] >= 0 }
    var figures = CardFigures(
      .relevance,
      images: Set(rows.map { evidence[.rowImages][$0] }).count,
      prototypes: Set(rows.map { evidence[.rowPrototypes][$0] }).count,
      parameters: ["prototypes": Double(MeasurementSettings.relevantCount), "share": 0.1],
      values: [
        "hit": Mean.of(rows.map { Double(evidence[.peakHits][$0]) }),
        "energy": Mean.of(rows.map { evidence[.energies][$0] }),
        "maskRelevance": Mean.of(rows.map { evidence[.relevances][$0] }),
      ]
    )
    figures.maskSource = maskSource
    figures.leaveOut("pictures", imageCount - figures.imageCount, "no mask")
    leaveOutUnseen(&figures)
    return figures
  }

  /// The rows of the most similar prototypes of every picture's class.
  private var relevantRows: [Int] {
    let byImage = Dictionary(grouping: evidence[.rowImages].indices) { evidence[.rowImages][$0] }
    return byImage.sorted { $0.key < $1.key }.flatMap { image, rows in
      let similarities = rows.map {
        Double(evidence.similarities[image, evidence[.rowPrototypes][$0]])
      }
      return LocationChange.order(similarities).prefix(MeasurementSettings.relevantCount)
        .map { rows[$0] }
    }
  }

  var saliency: CardFigures {
    guard maskSource != nil else { return CardFigures(.saliency, needs: missingMasks) }
    let rows = (0..<imageCount).map { evidence[.saliency][3 * $0..<3 * $0 + 3].map(\.self) }
    let known = rows.filter { !$0[0].isNaN }
    var figures = CardFigures(
      .saliency,
      images: known.count,
      prototypes: prototypeCount,
      parameters: ["threshold": 0.5],
      values: [
        "contentHeat": Mean.of(known.map { $0[0] }),
        "outsideInside": Mean.of(known.map { $0[1] }),
        "intersection": Mean.of(known.map { $0[2] }),
      ]
    )
    figures.maskSource = maskSource
    figures.leaveOut(
      "pictures",
      imageCount - known.count,
      "a constant map, no mask, or a mask of nothing or of everything"
    )
    return figures
  }

  var deletion: CardFigures {
    let count = evidence[.deletionImages].count
    func areas(_ column: PrototypeEvidence.NumberColumn) -> [Double] {
      let points = count == 0 ? 0 : evidence[column].count / count
      return (0..<count).map {
        DeletionCurve.area(under: Array(evidence[column][$0 * points..<($0 + 1) * points]))
      }
    }
    let (deleted, inserted) = (areas(.deletionCurves), areas(.insertionCurves))
    let known = deleted.count { !$0.isNaN }
    var figures = CardFigures(
      .deletion,
      images: known,
      prototypes: prototypeCount,
      parameters: [
        "pixelsPerStep": Double(DeletionCurve.pixelsPerStep(imageSize: imageSize)),
        "pictures": Double(count),
      ],
      values: ["deletion": Mean.of(deleted), "insertion": Mean.of(inserted)]
    )
    figures.leaveOut("pictures", count - known, "a constant map")
    return figures
  }
}
