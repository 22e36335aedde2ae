import HeadKernels
import TestSupport
import Testing

struct MapOnAllThreadsTests {
  @Test(arguments: [1, 2, 3])
  func keepsTheOrder(threads: Int) {
    let words = (0..<50).map { "word \($0)" }
    ThreadCount.with(threads) {
      #expect(words.mapOnAllThreads { "\($0)!" } == words.map { "\($0)!" })
      #expect((3..<9).mapOnAllThreads { $0 * $0 } == [9, 16, 25, 36, 49, 64])
      #expect(words[10..<12].mapOnAllThreads(\.count) == [7, 7])
      #expect([Int]().mapOnAllThreads { $0 }.isEmpty)
    }
  }
}
