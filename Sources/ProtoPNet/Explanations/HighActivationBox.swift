package import Networks
package import Tensors

extension PixelBox {
  /// The smallest box around all pixels at or above a percentile of an activation map [height, width].
  ///
  /// The box spans every such pixel, not one connected region.
  /// Source: paper §2.3; `find_high_activation_crop` in helpers.py.
  package static func highActivation(of activationMap: Tensor, percentile: Double = 95) -> PixelBox
  {
    let (height, width) = (activationMap.shape[0], activationMap.shape[1])
    precondition(
      activationMap.shape.rank == 2 && activationMap.count > 0,
      "no map: \(activationMap.shape)"
    )
    return activationMap.withValues { values in
      let threshold = Percentile.value(of: values, percentile: percentile)
      var (firstRow, endRow, firstColumn, endColumn) = (height, 0, width, 0)
      for row in 0..<height {
        for column in 0..<width where Double(values[row * width + column]) >= threshold {
          firstRow = min(firstRow, row)
          endRow = row + 1
          firstColumn = min(firstColumn, column)
          endColumn = max(endColumn, column + 1)
        }
      }
      precondition(firstRow < endRow, "an activation map without finite values")
      return PixelBox(
        firstRow: firstRow,
        endRow: endRow,
        firstColumn: firstColumn,
        endColumn: endColumn
      )
    }
  }
}
