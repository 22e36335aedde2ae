/// Sizes that files declare, computed without overflow.
enum CheckedSize {
  /// The product of extents; nil where one is negative or any partial product overflows.
  ///
  /// Zero extents do not hide that the others are absurd.
  static func product(_ extents: [Int]) -> Int? {
    var product = 1
    for extent in extents {
      let (next, overflow) = product.multipliedReportingOverflow(by: max(extent, 1))
      if extent < 0 || overflow { return nil }
      product = next
    }
    return extents.contains(0) ? 0 : product
  }
}
