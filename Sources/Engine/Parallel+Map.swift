extension Parallel {
  /// The results of `transform` for 0..<count in their order, computed on the engine's threads.
  ///
  /// Each index is one thread's alone. Call it from the thread that calls kernels only.
  package static func map<Result>(_ count: Int, _ transform: (Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { results, initializedCount in
      guard let first = results.baseAddress else { return }
      forEachPiece(of: count) { piece in
        for index in piece { (first + index).initialize(to: transform(index)) }
      }
      initializedCount = count
    }
  }
}
