import ProtoPNet
import Tensors
import TestSupport
import Testing

struct NearestImagesTests {
  @Test func agreesWithSortingAllImages() {
    let layer = PrototypeLayer(
      prototypes: Samples.tensor([6, 5, 1, 1], seed: 1),
      prototypeClass: [0, 0, 0, 1, 1, 1],
      classCount: 2
    )
    let latent = Samples.tensor([20, 5, 3, 4], seed: 2)
    let labels = (0..<20).map { $0 * 7 % 2 }
    var nearest = NearestImages(count: 5, prototypeCount: 6)
    for first in stride(from: 0, to: 20, by: 6) {
      let range = first..<min(first + 6, 20)
      nearest.consider(
        layer.forward(Samples.images(range, of: latent)),
        labels: Array(labels[range]),
        firstImageIndex: first
      )
    }
    let minima = layer.forward(latent)
    for prototype in 0..<6 {
      let order = (0..<20).sorted {
        (minima.values[$0, prototype], $0) < (minima.values[$1, prototype], $1)
      }
      let expected = order.prefix(5).map { image in
        NearestImages.Neighbor(
          imageIndex: image,
          label: labels[image],
          cell: Int(minima.cells[image * 6 + prototype]),
          squaredDistance: minima.values[image, prototype]
        )
      }
      #expect(nearest.neighbors[prototype] == expected)
    }
  }
}
