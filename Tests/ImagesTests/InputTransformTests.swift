import Images
import Tensors
import Testing

struct InputTransformTests {
  @Test func equalsToTensorAndNormalize() throws {
    let image = try Fixture.image("444.jpg.rgb", width: 43, height: 37)
    let transform = InputTransform.imageNet(imageSize: 16)
    let expected = try Fixture.floats("normalized-16x16.f32")
    for picture in [image, transform.resize(image)] {
      let values = Tensor(shape: [3, 16, 16]) { transform.apply(picture, into: $0) }
      #expect(values.values == expected)
    }
  }
}
