import Recipe
import Tensors

extension PrototypeFindings {
  /// Which parts prototypes hit, from the first of the highest pixels of each row.
  private func hits(_ pixels: ArraySlice<Int>) -> PartHits {
    var hits = PartHits(
      prototypeCount: prototypeCount,
      reach: PartHits.publishedReach(imageSize: imageSize)
    )
    for (row, pixel) in pixels.enumerated() {
      hits.add(
        peak: (pixel / imageSize, pixel % imageSize),
        of: evidence[.rowPrototypes][row],
        imageSize: imageSize,
        places: points(evidence[.rowImages][row]).map { $0.map { (Int($0.y), Int($0.x)) } }
      )
    }
    return hits
  }

  /// Consistency and, by draw of noise, stability; nil without annotated parts.
  var consistencyAndStability: (consistency: Double, meanHitShare: Double, stabilities: [Double])? {
    guard !partNames.isEmpty else { return nil }
    let rowCount = evidence[.rowImages].count
    let plain = hits(evidence[.firstPixels][...])
    let shares = plain.hitShares.compactMap(\.self)
    let consistent = shares.count { $0 >= MeasurementSettings.consistencyThreshold }
    let draws = rowCount == 0 ? 0 : evidence[.noisyPixels].count / rowCount
    let stabilities = (0..<draws).map { draw in
      let noisy = hits(evidence[.noisyPixels][draw * rowCount..<(draw + 1) * rowCount])
      return Mean.of(plain.unchangedShares(from: noisy).compactMap(\.self)) ?? .nan
    }
    return (
      Double(consistent) / Double(max(shares.count, 1)), Mean.of(shares) ?? .nan, stabilities
    )
  }

  var partHits: CardFigures {
    guard let scores = consistencyAndStability else {
      return CardFigures(.partHits, needs: Self.missingParts)
    }
    let counted = rowsOfPrototypes.count { !$0.isEmpty }
    var figures = CardFigures(
      .partHits,
      images: imageCount,
      prototypes: counted,
      parameters: [
        "reach": Double(PartHits.publishedReach(imageSize: imageSize)),
        "threshold": MeasurementSettings.consistencyThreshold,
        "parts": Double(partNames.count), "draws": Double(settings.draws),
        "noise": settings.rounded(settings.noiseDeviation),
        "noiseLimit": settings.rounded(settings.noiseLimit),
        "seed": Double(settings.noiseSeed),
      ],
      values: [
        "consistency": scores.consistency, "meanHitShare": scores.meanHitShare,
        "stability": Mean.of(scores.stabilities),
      ]
    )
    leaveOutUnseen(&figures)
    leaveOutUnannotated(&figures)
    return figures
  }

  /// By prototype, what its most similar pictures say of parts; nil where it is connected to no class.
  var purities: [PartPurity?] {
    let weight = head.lastLayer.weight
    let merged = PartPurity.merged(partNames)
    return (0..<prototypeCount).map { prototype in
      let isRelevant = (0..<classCount).contains { weight[$0, prototype] > 1e-5 }
      guard isRelevant, imageCount > 0 else { return nil }
      let similarities = (0..<imageCount).map { Double(evidence.similarities[$0, prototype]) }
      let top = LocationChange.order(similarities).prefix(MeasurementSettings.purityCount)
      let presences = top.map { image in
        let cell = Int(evidence.cells[image, prototype])
        let patch = PartPurity.Patch(
          cell: (cell / grid.columns, cell % grid.columns),
          map: grid,
          imageSize: imageSize
        )
        return PartPurity.presences(of: merged, in: patch, points: points(image))
      }
      return PartPurity(presences: presences, leastSupport: settings.leastSupport)
    }
  }

  var purity: CardFigures {
    guard !partNames.isEmpty else { return CardFigures(.purity, needs: Self.missingParts) }
    let found = purities.compactMap(\.self)
    let values = found.map(\.purity)
    var figures = CardFigures(
      .purity,
      images: imageCount,
      prototypes: found.count,
      parameters: [
        "pictures": Double(MeasurementSettings.purityCount),
        "patch": Double(PartPurity.Patch.side(imageSize: imageSize)),
        "leastSupport": Double(settings.leastSupport),
      ],
      values: [
        "purity": Mean.of(values), "deviation": Mean.deviation(values),
        "mostFoundPurity": Mean.of(found.map(\.mostFoundPurity)),
        "partRelatedShare": Mean.of(values.map { $0 > 0.5 ? 1 : 0 }),
      ]
    )
    figures.leaveOut(
      "prototypes",
      prototypeCount - found.count,
      "no weight above 0.00001, or no part that enough of their pictures show"
    )
    leaveOutUnannotated(&figures)
    return figures
  }

  var seat: CardFigures {
    guard !labelNames.isEmpty || !partNames.isEmpty else {
      return CardFigures(.seat, needs: Self.missingParts)
    }
    let seats = seats.filter { $0.imageCount > 0 }
    var figures = CardFigures(
      .seat,
      images: imageCount,
      prototypes: seats.count,
      parameters: labelNames.isEmpty
        ? ["reach": Double(PartHits.publishedReach(imageSize: imageSize))] : [:],
      values: [
        "partShare": Mean.of(seats.compactMap(\.partShare)),
        "seatedShare": Mean.of(seats.map { $0.part == nil ? 0 : 1 }),
        "backgroundShare": Mean.of(seats.compactMap(\.backgroundShare)),
      ]
    )
    figures.maskSource = maskSource
    leaveOutUnseen(&figures)
    leaveOutUnannotated(&figures)
    return figures
  }

  /// Where every prototype sits.
  package var seats: [PrototypeSeat] {
    let rows = rowsOfPrototypes
    let shares = labelNames.isEmpty && !partNames.isEmpty ? pointShares : nil
    let purities = partNames.isEmpty ? [] : purities
    let merged = PartPurity.merged(partNames)
    let owners = PrototypeScore.owners(of: head.prototypeLayer.prototypes)
    return (0..<prototypeCount).map { prototype in
      var seat = PrototypeSeat(prototype: prototype)
      seat.imageCount = rows[prototype].count
      seat.duplicateOf = owners[prototype]
      if !purities.isEmpty, let purity = purities[prototype] {
        (seat.purity, seat.purityPart) = (purity.purity, merged[purity.part].name)
      }
      let hits = rows[prototype].map { evidence[.peakHits][$0] }.filter { $0 >= 0 }
      seat.backgroundShare = Mean.of(hits.map { Double(1 - $0) })
      if let shares, let best = shares[prototype], best.share > 0 {
        (seat.part, seat.partShare) = (partNames[best.part], best.share)
      } else if let label = labelledSeat(rows[prototype]) {
        (seat.part, seat.partShare) = (labelNames[label.part], label.share)
      }
      return seat
    }
  }

  /// The part whose label is at most of the peaks, the first one on ties; nil where most peaks have none.
  private func labelledSeat(_ rows: [Int]) -> (part: Int, share: Double)? {
    let labels = rows.map { evidence[.peakLabels][$0] }.filter { $0 >= 0 }
    let counts = labelNames.indices.map { part in labels.count { $0 == part + 1 } }
    guard let most = counts.max(), most > 0, most >= labels.count(where: { $0 == 0 }),
      let part = counts.firstIndex(of: most)
    else { return nil }
    return (part, Double(most) / Double(labels.count))
  }

  /// By prototype, the annotated part that it hits most often among the pictures that show it.
  private var pointShares: [(part: Int, share: Double)?] {
    hits(evidence[.firstPixels][...]).rows.map { rows in
      guard !rows.isEmpty else { return nil }
      let shares = partNames.indices.map { part in
        Double(rows.count { $0.isHit[part] }) / Double(max(rows.count { $0.isVisible[part] }, 1))
      }
      return shares.indices.max { (shares[$0], $1) < (shares[$1], $0) }.map { ($0, shares[$0]) }
    }
  }
}

extension MeasurementSettings {
  /// A setting as it was written, without the digits that single precision adds.
  func rounded(_ value: Float) -> Double { Double("\(value)") ?? Double(value) }
}
