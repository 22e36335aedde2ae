import Recipe

extension PrototypeFindings {
  var redrawing: CardFigures {
    guard head.prototypeLayer.similarityFunction != .linear else {
      return CardFigures(
        .redrawing,
        needs: "needs similarities of at least 0: negative points do not say what matters"
      )
    }
    guard canRedraw else {
      return CardFigures(
        .redrawing,
        needs: "needs pictures that can be drawn again: a folder of ToyBirds with its index.json"
      )
    }
    let pictures = redrawnPictures
    let scores = RedrawingScores(pictures, sufficientParts: sufficientParts)
    let best = scores.bestThreshold
    func at(_ values: [Double?]) -> Double? { best.flatMap { values[$0] } }
    var figures = CardFigures(
      .redrawing,
      images: pictures.count,
      prototypes: prototypeCount,
      parameters: ["pictures": Double(pictures.count), "drop": RedrawingScores.leastDrop],
      values: [
        "accuracy": scores.accuracy, "threshold": best.map { RedrawingScores.thresholds[$0] },
        "csdc": at(scores.sufficiency), "pc": at(scores.preservation), "dc": at(scores.deletion),
        "d": at(scores.distractibility), "sd": scores.singleDeletion, "ts": scores.sensitivity,
        "bi": scores.backgroundIndependence,
      ]
    )
    figures.leaveOut(
      "sd",
      pictures.count - scores.singleDeletionCount,
      "equal importances or equal losses of all parts"
    )
    figures.leaveOut(
      "ts",
      pictures.count - scores.sensitivityCount,
      "no two species that share exactly two parts each, or removals that order the logits otherwise"
    )
    if best == nil {
      figures.leaveOut("csdc, pc, dc, d", 1, "no picture that one of them can be asked of")
    }
    return figures
  }

  /// The redrawn pictures from their columns.
  private var redrawnPictures: [RedrawnPicture] {
    let (count, parts) = (evidence[.redrawnImages].count, labelNames.count)
    let thresholds = RedrawingScores.thresholds.count
    var thing = 0
    return (0..<count).map { picture in
      let things = evidence[.thingCounts][picture]
      func importance(_ position: Int) -> RedrawnPicture.Importance {
        let row = 2 * picture + position
        let first = thing + position * things
        return RedrawnPicture.Importance(
          parts: Array(evidence[.partImportances][row * parts..<(row + 1) * parts]),
          things: Array(evidence[.thingImportances][first..<first + things]),
          total: evidence[.redrawnTotals][2 * row],
          logit: evidence[.redrawnTotals][2 * row + 1],
          partDrops: Array(evidence[.partDrops][row * parts..<(row + 1) * parts]),
          thingDrops: Array(evidence[.thingDrops][first..<first + things])
        )
      }
      func classes(_ column: PrototypeEvidence.IntegerColumn) -> [Int] {
        Array(evidence[column][picture * thresholds..<(picture + 1) * thresholds])
      }
      var redrawn = RedrawnPicture(
        label: evidence[.redrawnClasses][2 * picture + 1],
        predicted: evidence[.redrawnClasses][2 * picture],
        ofPredicted: importance(0),
        ofLabel: importance(1),
        keptClass: classes(.keptClasses),
        removedClass: classes(.removedClasses)
      )
      let checks = evidence[.redrawnSensitivity][2 * picture..<2 * picture + 2]
      redrawn.sensitivity = checks.contains(-1) ? [] : checks.map { $0 == 1 }
      thing += 2 * things
      return redrawn
    }
  }
}
