import Networks
import ProtoPNet
import Tensors
import Testing

struct ActivationMapTests {
  /// Repeats every value in a block of pixels.
  private func enlarged(_ map: Tensor, by factor: Int) -> Tensor {
    let (height, width) = (map.shape[0] * factor, map.shape[1] * factor)
    let values = (0..<height * width).map { map[$0 / width / factor, $0 % width / factor] }
    return Tensor(values, shape: [height, width])
  }

  @Test func boxAndHeat() {
    let similarities = Tensor([1, 1, 1, 1, 1, 5, 1, 1, 3], shape: [3, 3])
    let map = ActivationMap(similarities: similarities) { enlarged($0, by: 8) }
    #expect(map.upsampled.shape == [24, 24])
    #expect(map.box == PixelBox(firstRow: 8, endRow: 16, firstColumn: 16, endColumn: 24))
    let heat = map.heat
    #expect(heat[0, 0] == 0 && heat[10, 20] == 1 && heat[20, 20] == 0.5)
  }

  @Test func aConstantMapHasNoHeat() {
    let map = ActivationMap(similarities: Tensor(repeating: 2, shape: [2, 2])) { $0 }
    #expect(map.heat.values == [0, 0, 0, 0])
  }

  @Test func bicubicEnlargement() {
    // One hot cell of 7 × 7 at row 2, column 3; weights of the taps at pixels 0 and 100 of 224.
    var similarities = Tensor(shape: [7, 7])
    similarities[2, 3] = 1
    let map = ActivationMap(similarities: similarities, imageHeight: 224, imageWidth: 224)
    #expect(map.upsampled.shape == [224, 224])
    #expect(abs(map.upsampled[100, 100] - 0.40524 * 0.76743) < 2e-5)
    #expect(abs(map.upsampled[0, 100]) == 0)
    // As computed by OpenCV's resize and the released crop rule.
    #expect(map.box == PixelBox(firstRow: 53, endRow: 107, firstColumn: 85, endColumn: 139))
    #expect(map.heat.values.min() == 0 && map.heat.values.max() == 1)
  }
}
