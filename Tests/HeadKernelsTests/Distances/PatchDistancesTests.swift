import HeadKernels
import Tensors
import TestSupport
import Testing

struct PatchDistancesTests {
  /// Extents of a case: N, D, H, W, H1, W1, P.
  struct Extents: CustomStringConvertible {
    let n, d, h, w, h1, w1, p: Int
    init(_ n: Int, _ d: Int, _ h: Int, _ w: Int, _ h1: Int, _ w1: Int, _ p: Int) {
      (self.n, self.d, self.h, self.w, self.h1, self.w1, self.p) = (n, d, h, w, h1, w1, p)
    }
    var description: String { "\(n)×\(d)×\(h)×\(w), prototypes \(p)×\(h1)×\(w1)" }
    var prototypes: Tensor { Samples.tensor([p, d, h1, w1], seed: 7) }
    var latent: Tensor { Samples.tensor([n, d, h, w], seed: 8) }
  }

  @Test(arguments: [
    Extents(2, 5, 7, 7, 1, 1, 20), Extents(1, 3, 1, 1, 1, 1, 2), Extents(3, 8, 5, 3, 1, 1, 17),
    Extents(2, 9, 4, 5, 2, 2, 33), Extents(2, 4, 6, 3, 3, 1, 16), Extents(1, 6, 3, 7, 1, 3, 15),
    Extents(2, 3, 3, 3, 3, 3, 31), Extents(1, 7, 5, 4, 2, 3, 530), Extents(2, 2, 30, 31, 1, 1, 300),
    Extents(1, 3, 70, 67, 1, 1, 70),
  ])
  func agreesWithLoopsInDouble(extents: Extents) {
    let (prototypes, latent) = (extents.prototypes, extents.latent)
    let naive = NaiveDistances(latent: latent, prototypes: prototypes)
    let minima = PatchDistances.minima(of: latent, to: prototypes)
    let geometry = PatchGeometry(latent: latent.shape, prototypes: prototypes.shape)
    let mapWidth = extents.w - extents.w1 + 1
    #expect(geometry.rowCount == extents.h - extents.h1 + 1 && geometry.columnCount == mapWidth)
    var expected: [Double] = []
    for image in 0..<extents.n {
      for prototype in 0..<extents.p {
        let distances = naive.distances(image: image, prototype: prototype)
        let smallest = distances.min() ?? .nan
        expected.append(smallest)
        let cell = Int(minima.cells[image * extents.p + prototype])
        // Another cell may win only by float32's round-off.
        #expect(distances[cell] - smallest < 2e-5)
      }
    }
    for (actual, expected) in zip(minima.values.values, expected) {
      #expect(abs(Double(actual) - expected) < 2e-5, "\(extents)")
    }
  }

  @Test func mapsHoldTheMinima() {
    for extents in [Extents(2, 5, 7, 7, 1, 1, 20), Extents(2, 9, 4, 5, 2, 2, 600)] {
      let (prototypes, latent) = (extents.prototypes, extents.latent)
      let minima = PatchDistances.minima(of: latent, to: prototypes)
      for image in 0..<extents.n {
        let maps = PatchDistances.maps(of: latent.slice(image), to: prototypes)
        let cellCount = maps.shape[1] * maps.shape[2]
        for prototype in 0..<extents.p {
          let map = maps.slice(prototype).values
          let first = map.indices.first { map[$0] == map.min() }
          #expect(minima.values[image, prototype] == map.min())
          #expect(Int(minima.cells[image * extents.p + prototype]) == first)
        }
        let rows = prototypes.rows(at: [11, 3])
        let chosen = PatchDistances.maps(of: latent.slice(image), to: rows)
        let expected = [11, 3].flatMap { prototype in
          maps.values[prototype * cellCount..<(prototype + 1) * cellCount].map(Double.init)
        }
        expectClose(chosen.values, expected, relative: 1e-5, floor: 0.01)
      }
    }
  }

  @Test func tiesGoToTheFirstCell() {
    // Cells 1 and 3 hold the prototype itself, the others are further away.
    let latent = Tensor([4, 1, 9, 1, 5, 6, 4, 2, 9, 2, 5, 6], shape: [1, 2, 2, 3])
    let prototypes = Tensor([1, 2, 1, 2], shape: [2, 2, 1, 1])
    let minima = PatchDistances.minima(of: latent, to: prototypes)
    #expect(minima.values.values == [0, 0])
    #expect(minima.cells == [1, 1])
  }

  @Test func equalImagesInEqualCellsTieToCellZero() {
    let prototypes = Extents(1, 5, 4, 4, 1, 1, 40).prototypes
    let latent = Tensor(repeating: 0.25, shape: [2, 5, 4, 4])
    let minima = PatchDistances.minima(of: latent, to: prototypes)
    #expect(minima.cells.allSatisfy { $0 == 0 })
  }

  @Test func roundOffBelowZeroIsClamped() {
    let prototypes = Samples.tensor([64, 128, 1, 1], seed: 3)
    // The latent cells are the prototypes themselves, so that every minimum is 0 up to round-off.
    let latent = Tensor(shape: [1, 128, 8, 8]) { values in
      prototypes.withUnsafeValues { prototypes in
        for cell in 0..<64 {
          for d in 0..<128 { values[d * 64 + cell] = prototypes[cell * 128 + d] }
        }
      }
    }
    let minima = PatchDistances.minima(of: latent, to: prototypes)
    #expect(minima.values.values.allSatisfy { $0 >= 0 && $0 < 1e-4 })
    #expect(minima.cells == (0..<64).map(Int32.init))
  }

  @Test func anImageDoesNotDependOnItsBatchOrTheThreads() {
    for extents in [Extents(7, 19, 7, 7, 1, 1, 1030), Extents(5, 6, 5, 5, 2, 2, 77)] {
      let (prototypes, latent) = (extents.prototypes, extents.latent)
      let whole = ThreadCount.with(2) { PatchDistances.minima(of: latent, to: prototypes) }
      for threads in [1, 3] {
        let again = ThreadCount.with(threads) { PatchDistances.minima(of: latent, to: prototypes) }
        #expect(again.values == whole.values && again.cells == whole.cells)
      }
      for batchSize in [1, 2, 3] {
        var values: [Float] = []
        var cells: [Int32] = []
        for first in stride(from: 0, to: extents.n, by: batchSize) {
          let range = first..<min(first + batchSize, extents.n)
          let images = Samples.images(range, of: latent)
          let part = PatchDistances.minima(of: images, to: prototypes)
          values += part.values.values
          cells += part.cells
        }
        #expect(values == whole.values.values && cells == whole.cells)
      }
    }
  }

  @Test func numbersThatAreNotFiniteSpread() {
    let prototypes = Extents(1, 4, 3, 3, 1, 1, 20).prototypes
    var latent = Samples.tensor([2, 4, 3, 3], seed: 1)
    latent[1, 2, 0, 1] = .nan
    let values = PatchDistances.minima(of: latent, to: prototypes).values
    #expect(values.slice(0).values.allSatisfy { $0.isFinite })
    #expect(values.slice(1).values.allSatisfy { $0.isNaN })
    var broken = prototypes
    broken[3, 0, 0, 0] = .infinity
    let whole = Samples.tensor([1, 4, 3, 3], seed: 1)
    let row = PatchDistances.minima(of: whole, to: broken).values.values
    #expect(row.indices.filter { row[$0].isNaN } == [3])
  }
}
