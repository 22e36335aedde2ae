extension Parallel {
  /// The results of `body` for 0..<count in order, computed on the engine's threads.
  ///
  /// Call it from the thread that calls kernels only.
  package static func map<Result>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { results, initializedCount in
      // Every thread writes places of its own.
      let places = results
      forEachPiece(of: count) { piece in
        for index in piece { places.initializeElement(at: index, to: body(index)) }
      }
      initializedCount = count
    }
  }
}
