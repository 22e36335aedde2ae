import ProtoPNet
import Tensors
import TestSupport
import Testing

struct ProjectionSearchTests {
  private let labels = [0, 1, 2, 1, 0, 2, 2, 1, 0, 0, 1]
  private let names = ["Acadian Flycatcher", "Bobolink", "Cardinal"]

  private func layer(patch: Int) -> PrototypeLayer {
    PrototypeLayer(
      prototypes: Samples.tensor([7, 9, patch, patch], seed: 4),
      prototypeClass: [0, 0, 1, 1, 1, 2, 2],
      classCount: 3
    )
  }

  private func project(
    _ layer: PrototypeLayer,
    _ latent: Tensor,
    batchSize: Int
  ) throws -> Projection {
    var search = ProjectionSearch(layer)
    for first in stride(from: 0, to: labels.count, by: batchSize) {
      let range = first..<min(first + batchSize, labels.count)
      search.consider(
        latent: Samples.images(range, of: latent),
        labels: Array(labels[range]),
        firstImageIndex: first
      )
    }
    return try search.finish(classNames: names)
  }

  @Test(arguments: [1, 2, 3])
  func agreesWithBruteForce(patch: Int) throws {
    let layer = layer(patch: patch)
    let latent = Samples.tensor([11, 9, 4, 5], seed: 5)
    let projection = try project(layer, latent, batchSize: 4)
    let naive = NaiveHead(latent: latent, head: PrototypeHead(prototypeLayer: layer))
    let mapWidth = 5 - patch + 1
    for prototype in 0..<7 {
      var best = (distance: Double.infinity, image: -1, cell: -1)
      for image in 0..<11 where labels[image] == layer.prototypeClass[prototype] {
        let distances = naive.distances(image: image, prototype: prototype)
        for (cell, distance) in distances.enumerated() where distance < best.distance {
          best = (distance, image, cell)
        }
      }
      let source = projection.sources[prototype]
      #expect(source.imageIndex == best.image)
      #expect(source.row == best.cell / mapWidth && source.column == best.cell % mapWidth)
      #expect(abs(Double(source.squaredDistance) - best.distance) < 1e-5)
      #expect(abs(projection.shifts[prototype] - best.distance.squareRoot()) < 1e-5)
      for d in 0..<9 {
        for a in 0..<patch {
          for b in 0..<patch {
            #expect(
              projection.after[prototype, d, a, b]
                == latent[best.image, d, source.row + a, source.column + b]
            )
          }
        }
      }
    }
    #expect(projection.before == layer.prototypes)
  }

  @Test func dependsOnNeitherBatchSizeNorThreadsNorOrder() throws {
    let layer = layer(patch: 2)
    let latent = Samples.tensor([11, 9, 4, 5], seed: 5)
    let whole = try project(layer, latent, batchSize: 11)
    for batchSize in [1, 2, 3, 10] {
      let other = try project(layer, latent, batchSize: batchSize)
      #expect(other.sources == whole.sources && other.after == whole.after)
    }
    let single = try ThreadCount.with(1) { Result { try project(layer, latent, batchSize: 11) } }
      .get()
    #expect(single.sources == whole.sources)
    var search = ProjectionSearch(layer)
    for image in (0..<11).reversed() {
      search.consider(
        latent: Samples.images(image..<image + 1, of: latent),
        labels: [labels[image]],
        imageIndices: [image]
      )
    }
    #expect(try search.finish(classNames: names).sources == whole.sources)
  }

  @Test func tiesGoToTheFirstImageThenRowThenColumn() throws {
    let layer = layer(patch: 1)
    // All images alike and every cell alike: all distances of a prototype are equal.
    let projection = try project(
      layer,
      Tensor(repeating: 0.5, shape: [11, 9, 4, 5]),
      batchSize: 3
    )
    #expect(projection.sources.map(\.imageIndex) == [0, 0, 1, 1, 1, 2, 2])
    #expect(projection.sources.allSatisfy { $0.row == 0 && $0.column == 0 })
    #expect(projection.duplicates == [[0, 1], [2, 3, 4], [5, 6]])
  }

  @Test func tiesGoToTheFirstImageInWhateverOrderImagesCome() throws {
    var search = ProjectionSearch(layer(patch: 1))
    for image in (0..<11).reversed() {
      search.consider(
        latent: Tensor(repeating: 0.5, shape: [1, 9, 4, 5]),
        labels: [labels[image]],
        imageIndices: [image]
      )
    }
    let sources = try search.finish(classNames: names).sources
    #expect(sources.map(\.imageIndex) == [0, 0, 1, 1, 1, 2, 2])
  }

  @Test func aProjectedPrototypeIsAPatchOfItsClass() throws {
    var layer = layer(patch: 2)
    let latent = Samples.tensor([11, 9, 4, 5], seed: 6)
    let first = try project(layer, latent, batchSize: 5)
    layer.prototypes = first.after
    let minima = layer.forward(latent).values
    for prototype in 0..<7 {
      let own = (0..<11).filter { labels[$0] == layer.prototypeClass[prototype] }
      let nearest = own.map { minima[$0, prototype] }.min() ?? .nan
      #expect(nearest < 1e-5)
    }
    // A second projection finds every prototype in place.
    let second = try project(layer, latent, batchSize: 5)
    #expect(second.after == first.after)
    #expect(second.shifts.allSatisfy { $0 == 0 })
    #expect(second.sources.map(\.imageIndex) == first.sources.map(\.imageIndex))
  }

  @Test func namesClassesWithoutImages() {
    var search = ProjectionSearch(layer(patch: 1))
    search.consider(
      latent: Samples.tensor([1, 9, 2, 2], seed: 1),
      labels: [1],
      firstImageIndex: 0
    )
    let error = #expect(throws: ProtoPNetError.self) { try search.finish(classNames: names) }
    #expect(error == .classesWithoutImages(["Acadian Flycatcher", "Cardinal"]))
  }
}
