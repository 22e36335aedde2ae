import Engine

extension RandomAccessCollection where Index == Int {
  /// The results of `transform` for all elements in order, computed on all of the engine's threads.
  ///
  /// Call it from the thread that calls kernels; `transform` runs on several at once and must change
  /// nothing that they share.
  package func mapOnAllThreads<Result>(_ transform: (Element) -> Result) -> [Result] {
    Parallel.map(count) { transform(self[startIndex + $0]) }
  }
}
