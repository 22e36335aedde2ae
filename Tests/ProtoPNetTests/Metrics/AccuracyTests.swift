import ProtoPNet
import Tensors
import Testing

struct AccuracyTests {
  @Test func countsTheLargestLogit() {
    let logits = Tensor([0, 1, 2, 5, 5, 1, -3, -2, -9], shape: [3, 3])
    #expect(Accuracy.predictedClasses(logits: logits) == [2, 0, 1])
    #expect(Accuracy.correctCount(logits: logits, labels: [2, 1, 1]) == 2)
  }
}
