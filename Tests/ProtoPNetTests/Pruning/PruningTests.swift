import ProtoPNet
import Recipe
import Tensors
import Testing

struct PruningTests {
  private let names = ["Bobolink", "Cardinal"]

  /// Distances of nine images, all at cell 0, to three prototypes.
  private func nearest(count: Int, batchSize: Int) -> NearestImages {
    let distances: [[Float]] = [
      [3, 9, 1], [1, 9, 1], [1, 2, 1], [7, 1, 1], [5, 9, 1], [0, 3, 1], [4, 4, 1], [2, 0, 1],
      [1, 5, 1],
    ]
    let labels = [0, 1, 0, 0, 1, 1, 0, 0, 1]
    var nearest = NearestImages(count: count, prototypeCount: 3)
    for first in stride(from: 0, to: 9, by: batchSize) {
      let range = first..<min(first + batchSize, 9)
      let values = Tensor(distances[range].flatMap(\.self), shape: [range.count, 3])
      let minima = MinimumDistances(
        values: values,
        cells: [Int32](repeating: 0, count: values.count)
      )
      nearest.consider(minima, labels: Array(labels[range]), firstImageIndex: first)
    }
    return nearest
  }

  @Test(arguments: [1, 2, 4, 9])
  func nearestImagesInOrder(batchSize: Int) {
    let nearest = nearest(count: 4, batchSize: batchSize)
    #expect(nearest.neighbors[0].map(\.imageIndex) == [5, 1, 2, 8])
    #expect(nearest.neighbors[0].map(\.label) == [1, 1, 0, 1])
    #expect(nearest.neighbors[1].map(\.imageIndex) == [7, 3, 2, 5])
    #expect(nearest.neighbors[1].map(\.squaredDistance) == [0, 1, 2, 3])
    #expect(nearest.neighbors[2].map(\.imageIndex) == [0, 1, 2, 3])
  }

  @Test func keepsWhatIsMostlyOfItsClass() throws {
    let nearest = nearest(count: 4, batchSize: 3)
    let pruning = Pruning(nearest: 4, threshold: 3)
    // Own-class neighbours: 1 of 4 for class 0, 3 of 4 for class 0, 1 of 4 for class 1.
    #expect(pruning.isKept(nearest, prototypeClass: [0, 0, 1]) == [false, true, false])
    let error = #expect(throws: ProtoPNetError.self) {
      try pruning.keptIndices(nearest, prototypeClass: [0, 0, 1], classNames: names)
    }
    #expect(error == .classesWithoutPrototypes(["Cardinal"]))
    // As class 1, the first prototype has 3 own neighbours.
    let kept = try pruning.keptIndices(nearest, prototypeClass: [1, 0, 1], classNames: names)
    #expect(kept == [0, 1])
  }

  @Test func publishedValues() {
    #expect(Pruning().nearest == 6 && Pruning().threshold == 3)
  }
}
