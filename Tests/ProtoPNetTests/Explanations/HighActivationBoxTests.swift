import Networks
import ProtoPNet
import Tensors
import Testing

struct HighActivationBoxTests {
  @Test func agreesWithTheReleasedRule() throws {
    for released in try ReleasedCases.load().boxes {
      let map = Tensor(released.values, shape: Shape(released.shape))
      let box = PixelBox.highActivation(of: map)
      #expect([box.firstRow, box.endRow, box.firstColumn, box.endColumn] == released.box)
      let percentile = map.withValues { Percentile.value(of: $0, percentile: 95) }
      #expect(abs(percentile - released.percentile) < 1e-7)
    }
  }

  @Test func spansSeparateRegions() {
    var map = Tensor(shape: [20, 20])
    map[2, 3] = 1
    map[17, 5] = 1
    for index in 0..<19 { map[10, index] = 0.5 }
    // 21 of 400 pixels are above 0; rank 379.05 lies among the 0.5s.
    #expect(
      PixelBox.highActivation(of: map)
        == PixelBox(firstRow: 2, endRow: 18, firstColumn: 0, endColumn: 19)
    )
  }

  @Test func aConstantMapIsAllBox() {
    let box = PixelBox.highActivation(of: Tensor(repeating: -3, shape: [4, 6]))
    #expect(box == PixelBox(firstRow: 0, endRow: 4, firstColumn: 0, endColumn: 6))
    #expect(box.rows.count == 4 && box.columns.count == 6)
  }
}
