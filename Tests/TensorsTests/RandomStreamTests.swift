import Tensors
import Testing

struct RandomStreamTests {
  /// Known answers of the authors' test vectors for Philox4x32-10.
  @Test func matchesThePublishedKnownAnswers() {
    #expect(
      RandomStream.philox(counter: SIMD4(), key: SIMD2())
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)
    )
    #expect(
      RandomStream.philox(
        counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
        key: SIMD2(0xa409_3822, 0x299f_31d0)
      )
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)
    )
  }

  @Test func equalNamesGiveEqualNumbersAndOthersDiffer() {
    func draws(_ seed: UInt64, _ purpose: String, _ epoch: Int, _ index: Int) -> [UInt64] {
      var stream = RandomStream(seed: seed, purpose: purpose, epoch: epoch, index: index)
      return (0..<5).map { _ in stream.next() }
    }
    let reference = draws(1, "shuffle", 2, 3)
    #expect(draws(1, "shuffle", 2, 3) == reference)
    for other in [draws(2, "shuffle", 2, 3), draws(1, "shuffles", 2, 3), draws(1, "shuffle", 3, 2)]
    {
      #expect(other != reference)
    }
  }

  @Test func momentsOfTheDistributions() {
    var stream = RandomStream(seed: 7, purpose: "moments")
    let count = 200_000
    let uniform = (0..<count).map { _ in Double(stream.uniform()) }
    let normal = (0..<count).map { _ in Double(stream.normal()) }
    let mean = uniform.reduce(0, +) / Double(count)
    let variance = normal.reduce(0) { $0 + $1 * $1 } / Double(count)
    #expect(abs(mean - 0.5) < 0.003)
    #expect(abs(normal.reduce(0, +) / Double(count)) < 0.01)
    #expect(abs(variance - 1) < 0.015)
    #expect(uniform.allSatisfy { (0..<1).contains($0) })
  }

  @Test func permutationsAreUniformEnoughAndComplete() {
    var counts: [Int: Int] = [:]
    for index in 0..<6_000 {
      var stream = RandomStream(seed: 3, purpose: "permutation", index: index)
      let order = stream.permutation(of: 3)
      #expect(order.sorted() == [0, 1, 2])
      counts[order[0] * 9 + order[1] * 3 + order[2], default: 0] += 1
    }
    #expect(counts.count == 6)
    #expect(counts.values.allSatisfy { (850...1_150).contains($0) })
  }
}
