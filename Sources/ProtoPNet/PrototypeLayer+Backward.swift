internal import Engine
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
    let scales = activeScales(of: distanceGradient, at: minimumDistances.values)
    let links = Links(geometry: geometry, rows: rows, scales: scales, cells: minimumDistances.cells)
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
    /// Twice the gradient of each distance, 0 where the clamp acted, [N, P].
    let scales: Tensor
    let cells: [Int32]
  }

  private func activeScales(of gradient: Tensor, at distances: Tensor) -> Tensor {
    Tensor(shape: gradient.shape) { scales in
      gradient.withUnsafeValues { gradient in
        distances.withUnsafeValues { distances in
          for index in scales.indices {
            scales[index] = distances[index] == 0 ? 0 : 2 * gradient[index]
          }
        }
      }
    }
  }

  /// Sums over the prototypes, one image at a time.
  private func latentGradient(_ links: Links, shape: Shape) -> Tensor {
    let geometry = links.geometry
    let (size, cellCount, count) = (geometry.patchSize, geometry.cellCount, prototypeCount)
    let latentSize = geometry.latentSize
    return Tensor(shape: shape) { result in
      guard let result = result.baseAddress else { return }
      prototypes.withUnsafePointer { prototypes in
        links.rows.withUnsafePointer { rows in
          links.scales.withUnsafePointer { scales in
            links.cells.withUnsafeBufferPointer { cells in
              Parallel.forEachPiece(of: shape[0]) { images in
                let sums = UnsafeMutableBufferPointer<Float>.allocate(capacity: cellCount * size)
                defer { sums.deallocate() }
                guard let start = sums.baseAddress else { return }
                for image in images {
                  sums.initialize(repeating: 0)
                  for prototype in 0..<count {
                    let link = image * count + prototype
                    guard scales[link] != 0 else { continue }
                    let cell = Int(cells[link])
                    VectorLoops.accumulateDifference(
                      rows + (image * cellCount + cell) * size,
                      prototypes + prototype * size,
                      times: scales[link],
                      count: size,
                      into: start + cell * size
                    )
                  }
                  geometry.scatter(rows: start, into: result + image * latentSize)
                }
              }
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
      result.initialize(repeating: 0)
      guard let result = result.baseAddress else { return }
      prototypes.withUnsafePointer { prototypes in
        links.rows.withUnsafePointer { rows in
          links.scales.withUnsafePointer { scales in
            links.cells.withUnsafeBufferPointer { cells in
              Parallel.forEachPiece(of: count) { piece in
                for prototype in piece {
                  for image in 0..<imageCount {
                    let link = image * count + prototype
                    guard scales[link] != 0 else { continue }
                    VectorLoops.accumulateDifference(
                      prototypes + prototype * size,
                      rows + (image * cellCount + Int(cells[link])) * size,
                      times: scales[link],
                      count: size,
                      into: result + prototype * size
                    )
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
