import Tensors
import Testing

struct TensorSpansTests {
  @Test func fillsReadsAndChanges() {
    let tensor = Tensor(filling: [2, 3]) { values in
      for index in values.indices { values[index] = Float(index) }
    }
    #expect(tensor == Tensor([0, 1, 2, 3, 4, 5], shape: [2, 3]))
    #expect(tensor.withValues { $0[4] } == 4)
    var changed = tensor
    changed.withMutableValues { values in
      for index in values.indices { values[index] *= 2 }
    }
    #expect(changed.values == [0, 2, 4, 6, 8, 10] && tensor.values == [0, 1, 2, 3, 4, 5])
  }

  @Test func indicesAreChecked() async {
    await #expect(processExitsWith: .failure) { _ = Tensor(shape: [2]).withValues { $0[2] } }
  }
}
