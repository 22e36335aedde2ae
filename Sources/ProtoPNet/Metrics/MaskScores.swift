package import Tensors

/// How a map of pixels [S, S] lies on an object, which is true in the mask's S² pixels.
package enum MaskScores {
  /// The share of the map's sum that lies on the object; 0 where the sum is 0.
  ///
  /// Source: CaBRNet, core/evaluation/relevance_analysis.py.
  package static func energy(_ map: Tensor, _ mask: [Bool]) -> Double {
    let (inside, all) = sums(map, mask)
    return all == 0 ? 0 : inside / all
  }

  /// Of the pixels above the value at rank ⌊(1 − share)·S²⌋, the part on the object; 0 without such pixels.
  ///
  /// Source: CaBRNet, core/evaluation/relevance_analysis.py.
  package static func relevance(_ map: Tensor, _ mask: [Bool], share: Double = 0.1) -> Double {
    map.withValues { values in
      let rank = min(Int((1 - share) * Double(values.count)), values.count - 1)
      let threshold = Percentile.smallest(rank, of: values)
      var (inside, all) = (0, 0)
      for index in values.indices where values[index] > threshold + MapPeak.slack * abs(threshold) {
        all += 1
        if mask[index] { inside += 1 }
      }
      return all == 0 ? 0 : Double(inside) / Double(all)
    }
  }

  /// What a heat map of 0…1 makes of an object.
  package struct Saliency: Equatable, Sendable {
    /// CH: the mean heat on the object.
    package let heatInside: Double
    /// OIRR: the mean heat beside the object by that on it; smaller is better.
    package let outsideToInside: Double
    /// IoU: of the pixels of at least half the heat with the object.
    package let overlap: Double
  }

  /// The heat on the object; nil where the object fills the picture, does not show, or holds no heat.
  ///
  /// Source: ST-ProtoPNet, full/interpretability.py.
  package static func saliency(_ heat: Tensor, _ mask: [Bool]) -> Saliency? {
    let (inside, all) = sums(heat, mask)
    let count = mask.count { $0 }
    guard count > 0, count < mask.count, inside > 0 else { return nil }
    let (hot, both) = heat.withValues { values in
      values.indices.reduce(into: (0, 0)) { counts, index in
        guard values[index] >= 0.5 else { return }
        counts.0 += 1
        if mask[index] { counts.1 += 1 }
      }
    }
    let meanInside = inside / Double(count)
    let meanOutside = (all - inside) / Double(mask.count - count)
    return Saliency(
      heatInside: meanInside,
      outsideToInside: meanOutside / meanInside,
      overlap: Double(both) / Double(hot + count - both)
    )
  }

  /// The map brought to 0…1; nil where it is constant, as far as single precision tells.
  package static func heat(_ map: Tensor) -> Tensor? {
    map.withValues { values in
      let lowest = values.indices.reduce(values[0]) { min($0, values[$1]) }
      let highest = values.indices.reduce(values[0]) { max($0, values[$1]) }
      guard highest - lowest > MapPeak.slack * max(abs(lowest), abs(highest)) else { return nil }
      return Tensor(filling: map.shape) { heat in
        for index in values.indices { heat[index] = (values[index] - lowest) / (highest - lowest) }
      }
    }
  }

  private static func sums(_ map: Tensor, _ mask: [Bool]) -> (inside: Double, all: Double) {
    precondition(map.count == mask.count, "a mask of \(mask.count) pixels for \(map.shape)")
    return map.withValues { values in
      values.indices.reduce(into: (0, 0)) { sums, index in
        sums.1 += Double(values[index])
        if mask[index] { sums.0 += Double(values[index]) }
      }
    }
  }
}
