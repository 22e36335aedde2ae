import Engine
import Tensors

/// What links images and prototypes in the backward pass: the nearest patch of each pair.
struct PatchLinks {
  let geometry: PatchGeometry
  /// [P, D, H1, W1].
  let prototypes: Tensor
  /// The patches, [N, H'·W', D·H1·W1].
  let rows: Tensor
  /// The minimum distances, [N, P], and their cells in N·P order.
  let minima: (values: Tensor, cells: [Int32])
  /// With respect to the distances, [N, P].
  let gradient: Tensor

  /// The prototypes that are read from memory once for all images of a thread.
  private static let tileWidth = 256

  /// ∂/∂latent, [N, D, H, W]: sums over the prototypes in ascending order, a tile of them at a time.
  func latentGradient(shape: Shape) -> Tensor {
    let (size, cellCount) = (geometry.patchSize, geometry.cellCount)
    let (count, latentSize) = (prototypes.shape[0], geometry.latentSize)
    return Tensor(shape: shape) { result in
      guard let result = result.baseAddress else { return }
      withUnsafeLinks { prototypes, rows, links in
        Parallel.forEachPiece(of: shape[0]) { images in
          let mapSize = cellCount * size
          let sums = UnsafeMutablePointer<Float>.allocate(capacity: images.count * mapSize)
          defer { sums.deallocate() }
          sums.initialize(repeating: 0, count: images.count * mapSize)
          for first in stride(from: 0, to: count, by: Self.tileWidth) {
            for (position, image) in images.enumerated() {
              for prototype in first..<min(first + Self.tileWidth, count) {
                let link = image * count + prototype
                let scale = links.scale(at: link)
                guard scale != 0 else { continue }
                let cell = links.cell(at: link)
                VectorLoops.accumulateDifference(
                  rows + (image * cellCount + cell) * size,
                  prototypes + prototype * size,
                  times: scale,
                  count: size,
                  into: sums + position * mapSize + cell * size
                )
              }
            }
          }
          for (position, image) in images.enumerated() {
            geometry.scatter(rows: sums + position * mapSize, into: result + image * latentSize)
          }
        }
      }
    }
  }

  /// ∂/∂prototypes, [P, D, H1, W1]: sums over the images, one prototype at a time.
  func prototypeGradient() -> Tensor {
    let (size, cellCount) = (geometry.patchSize, geometry.cellCount)
    let (count, imageCount) = (prototypes.shape[0], rows.shape[0])
    return Tensor(shape: prototypes.shape) { result in
      guard let result = result.baseAddress else { return }
      withUnsafeLinks { prototypes, rows, links in
        Parallel.forEachPiece(of: count) { piece in
          for prototype in piece {
            let sum = result + prototype * size
            sum.initialize(repeating: 0, count: size)
            for image in 0..<imageCount {
              let link = image * count + prototype
              let scale = links.scale(at: link)
              guard scale != 0 else { continue }
              VectorLoops.accumulateDifference(
                prototypes + prototype * size,
                rows + (image * cellCount + links.cell(at: link)) * size,
                times: scale,
                count: size,
                into: sum
              )
            }
          }
        }
      }
    }
  }

  /// Calls `body` with prototypes and patches, and with the links by their number n·P + p.
  private func withUnsafeLinks(
    _ body: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafeLinks) -> Void
  ) {
    prototypes.withUnsafePointer { prototypes in
      rows.withUnsafePointer { rows in
        minima.values.withUnsafePointer { distances in
          gradient.withUnsafePointer { gradient in
            minima.cells.withUnsafeBufferPointer { cells in
              let links = UnsafeLinks(distances: distances, gradient: gradient, cells: cells)
              body(prototypes, rows, links)
            }
          }
        }
      }
    }
  }

  private struct UnsafeLinks {
    let distances: UnsafePointer<Float>
    let gradient: UnsafePointer<Float>
    let cells: UnsafeBufferPointer<Int32>

    /// Twice the gradient of a distance, 0 where the clamp acted.
    func scale(at link: Int) -> Float { distances[link] == 0 ? 0 : 2 * gradient[link] }

    func cell(at link: Int) -> Int { Int(cells[link]) }
  }
}
