import Engine
package import Tensors

extension PrototypeLayer {
  /// The gradients that `backward` finds; nil where not asked for.
  package struct Gradients: Sendable {
    /// With respect to the latent maps, [N, D, H, W].
    package var latent: Tensor?
    /// With respect to the prototypes, [P, D, H1, W1].
    package var prototypes: Tensor?
  }

  /// The gradients behind minimum distances, given the gradient with respect to them, [N, P].
  ///
  /// Only the nearest patch of each image and prototype takes part: ∂d/∂z̃ = 2 (z̃ − p),
  /// ∂d/∂p = 2 (p − z̃), and 0 where the clamp at 0 acted. Each sum is taken in one fixed order, so
  /// the result does not depend on the thread count. Complexity: O(N·P·D·H1·W1).
  package func backward(
    latent: Tensor,
    minimumDistances: MinimumDistances,
    distanceGradient: Tensor,
    needsLatent: Bool = true,
    needsPrototypes: Bool = true
  ) -> Gradients {
    precondition(
      distanceGradient.shape == minimumDistances.values.shape
        && distanceGradient.shape == [latent.shape[0], prototypeCount],
      "gradient \(distanceGradient.shape) of distances \(minimumDistances.values.shape) for "
        + "\(latent.shape[0]) images and \(prototypeCount) prototypes"
    )
    guard needsLatent || needsPrototypes else { return Gradients() }
    let geometry = geometry(of: latent.shape)
    let rows = geometry.rows(of: latent)
    let links = Links(
      geometry: geometry,
      rows: rows,
      distances: minimumDistances,
      gradient: distanceGradient
    )
    return Gradients(
      latent: needsLatent ? latentGradient(links, shape: latent.shape) : nil,
      prototypes: needsPrototypes ? prototypeGradient(links) : nil
    )
  }

  /// What links images and prototypes in the backward pass.
  private struct Links {
    let geometry: PatchGeometry
    /// The patches, [N, H'·W', D·H1·W1].
    let rows: Tensor
    let distances: MinimumDistances
    /// With respect to the distances, [N, P].
    let gradient: Tensor

    /// Calls `body` with the patches and with the links, by their number n·P + p.
    func withUnsafeLinks(_ body: (UnsafePointer<Float>, UnsafeLinks) -> Void) {
      rows.withUnsafePointer { rows in
        distances.values.withUnsafePointer { distances in
          gradient.withUnsafePointer { gradient in
            self.distances.cells.withUnsafeBufferPointer { cells in
              body(rows, UnsafeLinks(distances: distances, gradient: gradient, cells: cells))
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

  /// The prototypes that are read from memory once for all images of a thread.
  private static let tileWidth = 256

  /// Sums over the prototypes in ascending order, for one image after another within a tile of them.
  private func latentGradient(_ links: Links, shape: Shape) -> Tensor {
    let geometry = links.geometry
    let (size, cellCount, count) = (geometry.patchSize, geometry.cellCount, prototypeCount)
    let latentSize = geometry.latentSize
    return Tensor(shape: shape) { result in
      guard let result = result.baseAddress else { return }
      prototypes.withUnsafePointer { prototypes in
        links.withUnsafeLinks { rows, links in
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
  }

  /// Sums over the images, one prototype at a time.
  private func prototypeGradient(_ links: Links) -> Tensor {
    let (size, cellCount) = (links.geometry.patchSize, links.geometry.cellCount)
    let (count, imageCount) = (prototypeCount, links.rows.shape[0])
    return Tensor(shape: prototypes.shape) { result in
      guard let result = result.baseAddress else { return }
      prototypes.withUnsafePointer { prototypes in
        links.withUnsafeLinks { rows, links in
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
  }
}
