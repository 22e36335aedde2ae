import Recipe
import Tensors

extension PrototypeFindings {
  var size: CardFigures {
    let weight = head.lastLayer.weight
    let isRelevant = ExplanationSize.isRelevant(weight)
    let mayBeNegative = head.prototypeLayer.similarityFunction == .linear
    var (local, ofPredicted, unscaled): ([Double], [Double], [Double]) = ([], [], [])
    for image in 0..<imageCount {
      let similarities = evidence.similarities.slice(image).values.map(Double.init)
      guard let scaled = ExplanationSize.scaled(similarities, mayBeNegative: mayBeNegative) else {
        continue
      }
      let label = predicted(image)
      let speaks = (0..<prototypeCount).map { weight[label, $0] > ExplanationSize.leastWeight }
      local.append(Double(ExplanationSize.localSize(scaled, isRelevant)))
      ofPredicted.append(Double(ExplanationSize.localSize(scaled, speaks)))
      unscaled.append(Double(ExplanationSize.localSize(similarities, isRelevant)))
    }
    let own = ExplanationSize.ownPositiveCounts(
      weight,
      prototypeClass: head.prototypeLayer.prototypeClass
    )
    var figures = CardFigures(
      .size,
      images: local.count,
      prototypes: prototypeCount,
      parameters: ["leastWeight": 0.001, "leastSimilarity": 0.1],
      values: [
        "global": Double(isRelevant.count { $0 }), "local": Mean.of(local),
        "localOfPredicted": Mean.of(ofPredicted), "localUnscaled": Mean.of(unscaled),
        "ownPositive": Mean.of(own.map(Double.init)),
      ]
    )
    figures.leaveOut("pictures", imageCount - local.count, "equal similarities to all prototypes")
    return figures
  }

  var sparsity: CardFigures {
    let sparsity = ExplanationSize.sparsity(head.lastLayer.weight)
    var figures = CardFigures(
      .sparsity,
      prototypes: prototypeCount,
      parameters: ["leastWeight": 0.001],
      values: [
        "sparsity": sparsity.smallShare, "zeroShare": sparsity.zeroShare,
        "negativePositive": sparsity.negativeToPositive,
      ]
    )
    if sparsity.negativeToPositive == nil {
      figures.leaveOut("negativePositive", 1, "no weight is positive")
    }
    return figures
  }

  var noiseChange: CardFigures {
    let draws = max(settings.draws, 1)
    let correct = evidence[.noisyCorrect]
    let noisyAccuracy = Mean.of(correct.map(Double.init)) ?? .nan
    var figures = CardFigures(
      .noiseChange,
      images: imageCount,
      prototypes: prototypeCount,
      parameters: [
        "compared": Double(min(MeasurementSettings.comparedCount, prototypeCount)),
        "draws": Double(draws), "seed": Double(settings.noiseSeed),
        "noise": settings.rounded(settings.noiseDeviation),
        "noiseLimit": settings.rounded(settings.noiseLimit),
      ],
      values: [
        "place": Mean.of(evidence[.noisyPlaces]),
        "activation": Mean.of(evidence[.noisyActivations]),
        "rank": Mean.of(evidence[.noisyRanks]),
        "accuracyChange": noisyAccuracy - accuracy,
      ]
    )
    figures.leaveOut(
      "activation",
      evidence[.noisyActivations].count { $0.isNaN },
      "a similarity of 0 before"
    )
    return figures
  }

  var misalignment: CardFigures {
    let images = evidence[.misalignedImages]
    let before = Mean.of(images.map { predicted($0) == evidence[.labels][$0] ? 1 : 0 })
    let after = Mean.of(evidence[.misalignedCorrect].map(Double.init))
    var figures = CardFigures(
      .misalignment,
      images: images.count,
      prototypes: Set(evidence[.misalignedPrototypes]).count,
      parameters: ["percentile": 90, "pictures": Double(images.count)],
      values: [
        "place": Mean.of(evidence[.misalignedPlaces]),
        "activation": Mean.of(evidence[.misalignedActivations]),
        "rank": Mean.of(evidence[.misalignedRanks].map(Double.init)),
        "accuracyChange": before.flatMap { before in after.map { $0 - before } },
      ]
    )
    figures.leaveOut(
      "activation",
      evidence[.misalignedActivations].count { $0.isNaN },
      "a similarity of 0 before"
    )
    return figures
  }

  var score: CardFigures {
    let score = PrototypeScore(
      prototypes: head.prototypeLayer.prototypes,
      classCount: classCount,
      cellCount: grid.rows * grid.columns
    )
    let parts = consistencyAndStability
    let total = parts.flatMap { parts in
      Mean.of(parts.stabilities).map {
        score.score(stability: $0, consistency: parts.consistency)
      }
    }
    var figures = CardFigures(
      .score,
      images: parts == nil ? 0 : imageCount,
      prototypes: prototypeCount,
      parameters: ["decimals": 8],
      values: [
        "unique": Double(score.uniqueCount), "uniqueParts": Double(score.uniquePartCount),
        "sparsity": score.sparsity, "score": total, "objective": total.map { $0 * accuracy },
        "consistency": parts?.consistency, "stability": parts.flatMap { Mean.of($0.stabilities) },
      ]
    )
    if total == nil { figures.leaveOut("score", 1, Self.missingParts) }
    return figures
  }
}
