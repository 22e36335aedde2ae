package import Tensors

/// How far a prototype's place, activation and rank move when a picture is changed.
///
/// Source: quanproto, metrics/continuity.py; Sacha et al., "Interpretability benchmark for evaluating spatial
/// misalignment of prototypical parts explanations", AAAI 2024.
package enum LocationChange {
  /// PLC in cells: the Manhattan distance between two cells of a map of `columns` columns.
  package static func cells(_ first: Int, _ second: Int, columns: Int) -> Int {
    abs(first / columns - second / columns) + abs(first % columns - second % columns)
  }

  /// PAC: the change of a similarity by its magnitude before; nil where that is 0.
  package static func activation(_ before: Double, _ after: Double) -> Double? {
    before == 0 ? nil : abs(after - before) / abs(before)
  }

  /// The rank of every similarity, 0 for the largest, the first one on ties.
  package static func ranks(_ similarities: [Double]) -> [Int] {
    var ranks = [Int](repeating: 0, count: similarities.count)
    for (rank, place) in order(similarities).enumerated() { ranks[place] = rank }
    return ranks
  }

  /// Places by descending similarity, the first one on ties.
  package static func order(_ similarities: [Double]) -> [Int] {
    similarities.indices.sorted {
      (-similarities[$0], $0) < (-similarities[$1], $1)
    }
  }

  /// The pixels of an upsampled map [S, S] at or above its 90th percentile, interpolated as NumPy's.
  package static func highMask(_ map: Tensor, percentile: Double = 90) -> [Bool] {
    map.withValues { values in
      let value = Percentile.value(of: values, percentile: percentile)
      let threshold = value - Double(MapPeak.slack) * abs(value)
      return values.indices.map { Double(values[$0]) >= threshold }
    }
  }

  /// PLC in shares: 1 − IoU of two masks.
  package static func share(_ first: [Bool], _ second: [Bool]) -> Double {
    let both = zip(first, second).count { $0 && $1 }
    let either = zip(first, second).count { $0 || $1 }
    return either == 0 ? 0 : 1 - Double(both) / Double(either)
  }
}
