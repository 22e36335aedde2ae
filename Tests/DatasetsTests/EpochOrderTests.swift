import Datasets
import Testing

struct EpochOrderTests {
  @Test func epochsAreReproducibleAndDiffer() {
    let order = EpochOrder.shuffled(count: 100, seed: 3, epoch: 4)
    #expect(order.sorted() == Array(0..<100))
    #expect(EpochOrder.shuffled(count: 100, seed: 3, epoch: 4) == order)
    #expect(EpochOrder.shuffled(count: 100, seed: 3, epoch: 5) != order)
    #expect(EpochOrder.shuffled(count: 100, seed: 4, epoch: 4) != order)
    #expect(EpochOrder.shuffled(count: 0, seed: 0, epoch: 0) == [])
  }
}
