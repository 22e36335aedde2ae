import Engine
import TestSupport
import Testing

struct ParallelTests {
  @Test(arguments: [1, 2, 3])
  func mapsInOrder(threads: Int) {
    ThreadCount.with(threads) {
      for count in [0, 1, 2, 7, 100] {
        #expect(Parallel.map(count) { "\($0 * $0)" } == (0..<count).map { "\($0 * $0)" })
      }
    }
  }

  /// What a body does to the number of threads of its own regions stays within it.
  @Test func keepsTheNumberOfThreads() {
    let before = Parallel.threadCount
    Parallel.forEachPiece(of: 1) { _ in }
    #expect(Parallel.threadCount == before)
    ThreadCount.with(1) {
      #expect(Parallel.map(2) { _ in Parallel.threadCount } == [1, 1])
    }
    #expect(Parallel.threadCount == before)
  }
}
