import ProtoPNet
import Ranks
import Testing

struct BatchSharingTests {
  /// As torch.chunk divides: ⌈N/V⌉ each, and what is left.
  @Test(arguments: [
    (80, 4, [20, 20, 20, 20]), (60, 4, [15, 15, 15, 15]), (22, 4, [6, 6, 6, 4]),
    (7, 4, [2, 2, 2, 1]),
    (5, 4, [2, 2, 1, 0]), (1, 4, [1, 0, 0, 0]), (3, 1, [3]), (9, 8, [2, 2, 2, 2, 1, 0, 0, 0]),
  ]) func dividesAsTheReleasedCode(_ count: Int, _ shareCount: Int, _ sizes: [Int]) {
    let batch = Array(100..<100 + count)
    let shares = BatchSharing(shareCount: shareCount, ranks: Solo()).ownShares(batch[...])
    #expect(shares.map(\.count) == sizes)
    #expect(shares.flatMap(Array.init) == batch)
  }
}
