import HeadKernels
import Images
package import Tensors

/// Which parts of the object lie where prototypes find themselves, on pictures of the prototypes' classes.
///
/// A prototype hits a part that lies within `reach` rows and columns of the highest pixel of its
/// upsampled similarities; of equally high pixels the first one counts. The scores over hits are
/// consistency and stability.
/// Source: Huang et al., "Evaluation and improvement of interpretability for self-explainable
/// part-prototype networks", ICCV 2023; EvalProtoPNet, util/eval_interpretability.py.
package struct PartHits: Sendable {
  /// How far a part may be from the highest pixel, in pixels, both ends included.
  package let reach: Int
  /// By prototype, a row for each picture of its class in the order they came.
  package private(set) var rows: [[Row]]

  /// One prototype on one picture, by part.
  package struct Row: Equatable, Sendable {
    package let isVisible: [Bool]
    package let isHit: [Bool]
  }

  /// 72×72 pixels of 224×224, and as much of other extents.
  package static func publishedReach(imageSize: Int) -> Int {
    Int((36 * Double(imageSize) / 224).rounded())
  }

  package init(prototypeCount: Int, reach: Int) {
    self.reach = reach
    rows = Array(repeating: [], count: prototypeCount)
  }

  /// Adds a picture of the class of these prototypes.
  ///
  /// `similarities` [n, H', W'] are those of its latent patches to the n prototypes, `places` the rows
  /// and columns of the parts in the picture of `imageSize`² pixels, nil for those that do not show.
  package mutating func add(
    _ similarities: Tensor,
    of prototypes: [Int],
    imageSize: Int,
    places: [(row: Int, column: Int)?]
  ) {
    for (position, prototype) in prototypes.enumerated() {
      let peak = Self.peak(of: similarities.slice(position), imageSize: imageSize)
      add(peak: peak, of: prototype, imageSize: imageSize, places: places)
    }
  }

  /// Adds a picture of a prototype's class by the highest pixel of its upsampled similarities.
  package mutating func add(
    peak: (row: Int, column: Int),
    of prototype: Int,
    imageSize: Int,
    places: [(row: Int, column: Int)?]
  ) {
    rows[prototype].append(
      Row(
        isVisible: places.map { $0 != nil },
        isHit: places.map { place in
          place.map { isHit($0, from: peak, imageSize: imageSize) } ?? false
        }
      )
    )
  }

  /// The first of the highest pixels of a map [H, W] upsampled to `imageSize`².
  private static func peak(of map: Tensor, imageSize: Int) -> (row: Int, column: Int) {
    let upsampled = BicubicUpsampling.upsample(map, height: imageSize, width: imageSize)
    let place = upsampled.reshaped([1, upsampled.count]).indicesOfRowMaxima[0]
    return (place / imageSize, place % imageSize)
  }

  /// Whether a part lies in the box around a peak, cut at the picture's edges.
  private func isHit(
    _ part: (row: Int, column: Int),
    from peak: (row: Int, column: Int),
    imageSize: Int
  ) -> Bool {
    func isNear(_ place: Int, _ centre: Int) -> Bool {
      (max(0, centre - reach)...min(imageSize, centre + reach)).contains(place)
    }
    return isNear(part.row, peak.row) && isNear(part.column, peak.column)
  }

  // MARK: - Scores

  /// By prototype, the largest share over the parts of the pictures showing it in which the prototype
  /// hits it; nil for a prototype without pictures.
  package var hitShares: [Double?] {
    rows.map { rows in
      guard let first = rows.first else { return nil }
      return first.isHit.indices.map { part in
        let visible = rows.count { $0.isVisible[part] }
        return Double(rows.count { $0.isHit[part] }) / Double(max(visible, 1))
      }.max() ?? 0
    }
  }

  /// By prototype, the share of its pictures on which it hits exactly the same parts as in `other`, the
  /// hits on the same pictures under noise; nil for a prototype without pictures.
  package func unchangedShares(from other: PartHits) -> [Double?] {
    zip(rows, other.rows).map { rows, others in
      precondition(rows.count == others.count, "hits on other pictures")
      guard !rows.isEmpty else { return nil }
      return Double(zip(rows, others).count { $0.isHit == $1.isHit }) / Double(rows.count)
    }
  }
}
