import Digests
import Tensors
import Testing

struct TensorTests {
  @Test func writingToACopyLeavesTheOriginal() {
    let original = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    var copy = original
    copy[1, 2] = 60
    #expect(original[1, 2] == 6)
    #expect(copy[1, 2] == 60)
    #expect(copy != original)
  }

  /// Small tensors are malloc's, large ones pages of their own.
  @Test(arguments: [1, 1 << 18, 1 << 18 + 3])
  func storageOfAnySize(count: Int) {
    var tensor = Tensor(repeating: 2, shape: [count])
    let copy = tensor
    tensor[count - 1] = 3
    #expect(tensor[count - 1] == 3 && copy[count - 1] == 2 && tensor.values.count == count)
    for tensor in [tensor, copy] {
      #expect(tensor.withUnsafeValues { UInt(bitPattern: $0.baseAddress) } % 64 == 0)
    }
  }

  @Test func slicesAndReshapes() {
    let tensor = Tensor((0..<24).map(Float.init), shape: [2, 3, 4])
    #expect(tensor.slice(1).shape == [3, 4])
    #expect(tensor.slice(1)[2, 3] == 23)
    #expect(tensor.reshaped([4, 6])[3, 5] == 23)
    #expect(tensor.shape.description == "2×3×4")
  }

  @Test func digestOfKnownText() {
    #expect(
      SHA256Digest("abc").description
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    #expect(SHA256Digest("").prefix(8) == "e3b0c442")
  }
}
