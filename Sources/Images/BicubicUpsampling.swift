package import Tensors

/// Bicubic interpolation of activation maps: a = −0.75, half-pixel centres, border replicated.
///
/// Source: OpenCV's `resize(…, INTER_CUBIC)` on 32-bit floats, which the released code calls.
package enum BicubicUpsampling {
  /// The map [H, W] at [height, width]; values may overshoot those of the map.
  package static func upsample(_ map: Tensor, height: Int, width: Int) -> Tensor {
    precondition(map.shape.rank == 2 && map.count > 0, "no map of shape \(map.shape)")
    precondition(height > 0 && width > 0, "a map of \(height)×\(width)")
    let (rows, columns) = (map.shape[0], map.shape[1])
    let vertical = (0..<height).map { Taps(output: $0, inputCount: rows, outputCount: height) }
    let horizontal = (0..<width).map { Taps(output: $0, inputCount: columns, outputCount: width) }
    var stretched = [Float](repeating: 0, count: rows * width)
    map.withUnsafeValues { values in
      for row in 0..<rows {
        for (column, taps) in horizontal.enumerated() {
          stretched[row * width + column] = taps.mix { values[row * columns + $0] }
        }
      }
    }
    return Tensor(shape: [height, width]) { output in
      stretched.withUnsafeBufferPointer { values in
        for (row, taps) in vertical.enumerated() {
          for column in 0..<width {
            output[row * width + column] = taps.mix { values[$0 * width + column] }
          }
        }
      }
    }
  }

  /// The four input samples of an output sample and their weights.
  struct Taps {
    let indices: SIMD4<Int>
    let weights: SIMD4<Float>

    init(output: Int, inputCount: Int, outputCount: Int) {
      let scale = Double(inputCount) / Double(outputCount)
      let position = Float((Double(output) + 0.5) * scale - 0.5)
      let floor = position.rounded(.down)
      let first = Int(floor) - 1
      indices = SIMD4(first, first + 1, first + 2, first + 3)
        .clamped(lowerBound: SIMD4(repeating: 0), upperBound: SIMD4(repeating: inputCount - 1))
      let x = position - floor
      let a: Float = -0.75
      let outer = ((a * (x + 1) - 5 * a) * (x + 1) + 8 * a) * (x + 1) - 4 * a
      let left = ((a + 2) * x - (a + 3)) * x * x + 1
      let right = ((a + 2) * (1 - x) - (a + 3)) * (1 - x) * (1 - x) + 1
      weights = SIMD4(outer, left, right, 1 - outer - left - right)
    }

    func mix(_ value: (Int) -> Float) -> Float {
      value(indices.x) * weights.x + value(indices.y) * weights.y + value(indices.z) * weights.z
        + value(indices.w) * weights.w
    }
  }
}
