import Tensors

/// The smallest of many squared distances, for sixteen prototypes at a time.
enum MinimumReduction {
  /// The number of prototypes in the lanes of one step; row strides are multiples of it.
  static let laneCount = 16

  /// The inner products of one image's patches with a tile of prototypes, and both norms.
  struct Operands {
    /// z̃·p, [cellCount × rowStride].
    let products: UnsafePointer<Float>
    let rowStride: Int
    let cellCount: Int
    /// ‖z̃‖², [cellCount].
    let patchNorms: UnsafePointer<Float>
    /// ‖p‖², [count], readable up to a whole number of lanes.
    let prototypeNorms: UnsafePointer<Float>
    /// The number of prototypes.
    let count: Int

    /// Whether all norms are finite, so that no distance is NaN: |z̃·p| ≤ ‖z̃‖·‖p‖.
    fileprivate var areFinite: Bool {
      let patches = UnsafeBufferPointer(start: patchNorms, count: cellCount)
      let prototypes = UnsafeBufferPointer(start: prototypeNorms, count: count)
      return Magnitude.largest(of: patches).isFinite && Magnitude.largest(of: prototypes).isFinite
    }

    /// max(0, ‖z̃‖² + (‖p‖² − 2 z̃·p)) of a patch and a prototype; NaN stays.
    fileprivate func distance(_ cell: Int, _ prototype: Int) -> Float {
      let product = products[cell * rowStride + prototype]
      let distance = patchNorms[cell] + (prototypeNorms[prototype] - (product + product))
      return distance < 0 ? 0 : distance
    }
  }

  /// Finds every prototype's smallest distance over the cells and its first cell.
  ///
  /// A prototype with a NaN among its distances gets NaN and the first such cell, as in PyTorch.
  static func reduce(
    _ operands: Operands,
    values: UnsafeMutablePointer<Float>,
    cells: UnsafeMutablePointer<Int32>
  ) {
    guard operands.areFinite else { return reduceWithNaN(operands, values: values, cells: cells) }
    let (count, cellCount, rowStride) = (operands.count, operands.cellCount, operands.rowStride)
    let patchNorms = operands.patchNorms
    var first = 0
    while first < count {
      let norms = load(operands.prototypeNorms + first)
      var smallest = SIMD16<Float>(repeating: .infinity)
      var smallestCell = SIMD16<Int32>.zero
      var row = operands.products + first
      for cell in 0..<cellCount {
        let product = load(row)
        let distance = clamped(patchNorms[cell] + (norms - (product + product)))
        let isSmaller = distance .< smallest
        smallest.replace(with: distance, where: isSmaller)
        smallestCell.replace(with: Int32(truncatingIfNeeded: cell), where: isSmaller)
        row += rowStride
      }
      for lane in 0..<min(laneCount, count - first) {
        values[first + lane] = smallest[lane]
        cells[first + lane] = smallestCell[lane]
      }
      first += laneCount
    }
  }

  /// The same where there may be NaN.
  private static func reduceWithNaN(
    _ operands: Operands,
    values: UnsafeMutablePointer<Float>,
    cells: UnsafeMutablePointer<Int32>
  ) {
    for prototype in 0..<operands.count {
      var (smallest, smallestCell) = (operands.distance(0, prototype), 0)
      for cell in 1..<max(operands.cellCount, 1) where !smallest.isNaN {
        let distance = operands.distance(cell, prototype)
        if !(distance >= smallest) { (smallest, smallestCell) = (distance, cell) }
      }
      (values[prototype], cells[prototype]) = (smallest, Int32(smallestCell))
    }
  }

  /// Writes max(0, ‖z̃‖² + (‖p‖² − 2 z̃·p)) for every prototype, [count × cellCount].
  static func writeMaps(_ operands: Operands, into maps: UnsafeMutablePointer<Float>) {
    let cellCount = operands.cellCount
    for prototype in 0..<operands.count {
      for cell in 0..<cellCount {
        maps[prototype * cellCount + cell] = operands.distance(cell, prototype)
      }
    }
  }

  @inline(__always)
  private static func clamped(_ distance: SIMD16<Float>) -> SIMD16<Float> {
    distance.replacing(with: 0, where: distance .< 0)
  }

  @inline(__always)
  private static func load(_ source: UnsafePointer<Float>) -> SIMD16<Float> {
    UnsafeRawPointer(source).loadUnaligned(as: SIMD16<Float>.self)
  }
}
