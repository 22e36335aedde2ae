import Images
import Tensors
import Testing

struct ImageOverlayTests {
  @Test func jetIsTheTableOfOpenCV() throws {
    let table = (0...255).flatMap { level in
      let color = ColorMap.jet[UInt8(level)]
      return [color.x, color.y, color.z]
    }
    #expect(table == (try Fixture.bytes("jet.rgb")))
  }

  @Test func overlayEqualsTheReleasedCode() throws {
    let image = try Image(contentsOf: Fixture.file("rgb.png"))
    let map = Tensor(try Fixture.floats("heat-map.f32"), shape: [13, 19])
    let expected = try Fixture.image("overlay.rgb", width: 19, height: 13)
    #expect(image.overlay(heat: map) == expected)
  }

  @Test func constantMapsAreCold() {
    let image = Image(width: 2, height: 1, pixels: [255, 0, 0, 10, 20, 30])
    // Level 0 is (0, 0, 128): 0.3·128 = 38.4 more blue.
    #expect(
      image.overlay(heat: Tensor(repeating: 5, shape: [1, 2])).pixels == [127, 0, 38, 5, 10, 53]
    )
  }
}
