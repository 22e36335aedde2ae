import Foundation
package import Tensors

/// What becomes of a prediction as the hottest pixels of a picture go, or come back, step by step.
///
/// Source: ST-ProtoPNet, util/deletion_auc.py; Petsiuk et al., "RISE", 2018.
package enum DeletionCurve {
  /// 1,792 of 224×224 pixels a step, and as many steps of other extents.
  package static func pixelsPerStep(imageSize: Int) -> Int { max(1, 8 * imageSize) }

  /// All pixels of a heat map [S, S], the hottest first; of equally hot ones the first in row-major order.
  package static func order(of heat: Tensor) -> [Int] {
    let values = heat.values
    return values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
  }

  /// The pictures [n, C, S, S] of every step, the first as it begins.
  ///
  /// The whole picture [C, S, S] loses pixels, or one of zeros gets them; zeros are the mean colour of normalised
  /// inputs.
  package static func pictures(
    _ picture: Tensor,
    order: [Int],
    pixelsPerStep: Int,
    inserts: Bool
  ) -> Tensor {
    let (channelCount, area) = (picture.shape[0], order.count)
    let stepCount = (area + pixelsPerStep - 1) / pixelsPerStep
    var rank = [Int](repeating: 0, count: area)
    for (place, pixel) in order.enumerated() { rank[pixel] = place }
    let shape = Shape([stepCount + 1] + picture.shape.dimensions)
    return picture.withValues { values in
      Tensor(filling: shape) { output in
        for step in 0...stepCount {
          for index in 0..<channelCount * area {
            let isChanged = rank[index % area] < step * pixelsPerStep
            output[step * channelCount * area + index] = isChanged == inserts ? values[index] : 0
          }
        }
      }
    }
  }

  /// The area under a curve over equal steps of 0…1, by trapezoids.
  package static func area(under values: [Double]) -> Double {
    precondition(values.count > 1, "a curve of \(values.count) points")
    let ends = (values[0] + values[values.count - 1]) / 2
    return (values.reduce(0, +) - ends) / Double(values.count - 1)
  }

  /// The softmax of logits.
  package static func probabilities(_ logits: [Double]) -> [Double] {
    let highest = logits.max() ?? 0
    let exponentials = logits.map { exp($0 - highest) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { $0 / sum }
  }
}
