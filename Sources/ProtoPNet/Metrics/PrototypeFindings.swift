import Datasets
import Recipe
import Tensors

/// What a finished measurement says: a card for each question, and where each prototype sits.
package struct PrototypeFindings {
  package let evidence: PrototypeEvidence
  package let head: PrototypeHead
  let settings: MeasurementSettings
  package let imageSize: Int
  /// The latent map's extents for prototypes.
  package let grid: (rows: Int, columns: Int)
  package let partNames, labelNames: [String]
  package let maskSource: String?
  let missingMasks: String
  let sufficientParts: [[Set<Int>]]
  let canRedraw: Bool

  package init(_ measurement: PrototypeMeasurement, grid: (rows: Int, columns: Int)) {
    (evidence, head) = (measurement.evidence, measurement.head)
    (settings, imageSize) = (measurement.settings, measurement.imageSize)
    self.grid = grid
    partNames = measurement.truth.parts?.names ?? []
    labelNames = measurement.truth.labelledParts
    maskSource = measurement.truth.maskSource
    missingMasks = measurement.truth.missingMasks
    sufficientParts = measurement.sufficientParts
    canRedraw = measurement.redrawing != nil
  }

  /// The cards that were asked for, in their usual order.
  package var cards: [CardFigures] {
    PrototypeCard.allCases.filter(settings.cards.contains).map { card in
      switch card {
      case .partHits: partHits
      case .purity: purity
      case .relevance: relevance
      case .seat: seat
      case .size: size
      case .sparsity: sparsity
      case .saliency: saliency
      case .deletion: deletion
      case .noiseChange: noiseChange
      case .misalignment: misalignment
      case .score: score
      case .redrawing: redrawing
      }
    }
  }

  // MARK: - What the cards share

  static let missingParts =
    "needs part annotations: 'data prepare cub' keeps them in manifest.json, ToyBirds have them"

  var imageCount: Int { evidence[.labels].count }
  var prototypeCount: Int { head.prototypeLayer.prototypeCount }
  var classCount: Int { head.prototypeLayer.classCount }

  /// By prototype, its rows.
  var rowsOfPrototypes: [[Int]] {
    var rows = [[Int]](repeating: [], count: prototypeCount)
    for (row, prototype) in evidence[.rowPrototypes].enumerated() { rows[prototype].append(row) }
    return rows
  }

  func logits(_ image: Int) -> ArraySlice<Double> {
    evidence[.logits][image * classCount..<(image + 1) * classCount]
  }

  /// The class of the largest logit, the first one on ties.
  func predicted(_ image: Int) -> Int {
    let logits = Array(logits(image))
    return logits.indices.reduce(0) { logits[$1] > logits[$0] ? $1 : $0 }
  }

  var accuracy: Double {
    let correct = (0..<imageCount).count { predicted($0) == evidence[.labels][$0] }
    return Double(correct) / Double(max(imageCount, 1))
  }

  /// The points of a picture's parts, nil for those that do not show.
  func points(_ image: Int) -> [(x: Double, y: Double)?] {
    let first = 2 * partNames.count * image
    return partNames.indices.map { part in
      let x = evidence[.points][first + 2 * part]
      return x.isNaN ? nil : (x, evidence[.points][first + 2 * part + 1])
    }
  }

  /// Says how many pictures the annotations of parts do not know.
  func leaveOutUnannotated(_ figures: inout CardFigures) {
    let count = evidence[.unannotatedImages].count
    figures.leaveOut("pictures", count, "not in the annotations of parts")
  }

  /// Says how many prototypes are of classes without a picture.
  func leaveOutUnseen(_ figures: inout CardFigures) {
    let unseen = rowsOfPrototypes.count { $0.isEmpty }
    figures.leaveOut("prototypes", unseen, "no picture of their class")
  }
}
