import HeadKernels
import Tensors
import Testing

struct TensorRowsTests {
  private let matrix = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2, 1])

  @Test func rowsAndColumns() {
    #expect(matrix.rows(at: [2, 0, 2]) == Tensor([5, 6, 1, 2, 5, 6], shape: [3, 2, 1]))
    #expect(matrix.rows(at: []).shape == [0, 2, 1])
    let columns = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3]).columns(at: [2, 1])
    #expect(columns == Tensor([3, 2, 6, 5], shape: [2, 2]))
  }

  @Test func replacedRows() {
    var changed = matrix
    changed.replaceRows(from: 1, with: Tensor([7, 8], shape: [1, 2, 1]))
    #expect(changed.values == [1, 2, 7, 8, 5, 6])
    changed.replaceRow(0, withRow: 2, of: Tensor((0..<8).map(Float.init), shape: [2, 2, 2]))
    #expect(changed.values == [4, 5, 7, 8, 5, 6])
    #expect(matrix.values == [1, 2, 3, 4, 5, 6])
  }

  @Test func rowsOutsideTrap() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(shape: [2, 2]).rows(at: [2]) }
    await #expect(processExitsWith: .failure) {
      var tensor = Tensor(shape: [2, 2])
      tensor.replaceRows(from: 1, with: Tensor(shape: [2, 2]))
    }
  }

  @Test func largestOfRows() {
    let logits = Tensor([0, 1, 2, 5, 5, 1, -3, -2, -9], shape: [3, 3])
    #expect(logits.indicesOfRowMaxima == [2, 0, 1])
  }
}
