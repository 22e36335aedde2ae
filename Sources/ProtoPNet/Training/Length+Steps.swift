extension Length {
  /// The optimiser's steps where one pass over the images takes `stepsPerPass`.
  package func stepCount(stepsPerPass: Int) -> Int {
    switch self {
    case .epochs(let count): count * stepsPerPass
    case .steps(let count): count
    }
  }
}

extension Array {
  /// The elements in order in pieces of `size`, the last one shorter where it must be.
  func chunks(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
