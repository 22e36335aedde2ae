import Engine
package import Tensors

/// How patches of a prototype's extents D × H1 × W1 lie on a latent map D × H × W, at stride 1.
package struct PatchGeometry: Equatable, Sendable {
  let depth: Int
  let height: Int
  let width: Int
  let patchHeight: Int
  let patchWidth: Int

  /// Traps unless `latent` is [N, D, H, W], `prototypes` [P, D, H1, W1], and one fits on the other.
  package init(latent: Shape, prototypes: Shape) {
    precondition(
      latent.rank == 4 && prototypes.rank == 4 && latent[1] == prototypes[1]
        && (1...max(latent[2], 1)).contains(prototypes[2])
        && (1...max(latent[3], 1)).contains(prototypes[3]) && latent[2] > 0 && latent[3] > 0,
      "prototypes \(prototypes) do not fit on latent maps \(latent)"
    )
    depth = latent[1]
    (height, width) = (latent[2], latent[3])
    (patchHeight, patchWidth) = (prototypes[2], prototypes[3])
  }

  /// H' = H − H1 + 1.
  package var rowCount: Int { height - patchHeight + 1 }
  /// W' = W − W1 + 1.
  package var columnCount: Int { width - patchWidth + 1 }
  /// The number of patches of one image, H'·W'.
  package var cellCount: Int { rowCount * columnCount }
  /// The number of values of one patch, D·H1·W1.
  package var patchSize: Int { depth * patchHeight * patchWidth }
  /// The number of values of one latent map, D·H·W.
  var latentSize: Int { depth * height * width }

  private var isPointwise: Bool { patchHeight == 1 && patchWidth == 1 }

  /// The patches as columns, [N, D·H1·W1, H'·W']; shares `latent`'s storage where patches are 1 × 1.
  func columns(of latent: Tensor) -> Tensor {
    let imageCount = latent.shape[0]
    let shape = Shape([imageCount, patchSize, cellCount])
    if isPointwise { return latent.reshaped(shape) }
    return Tensor(shape: shape) { result in
      guard let result = result.baseAddress else { return }
      latent.withUnsafePointer { latent in
        Parallel.forEachPiece(of: imageCount) { images in
          for image in images {
            var target = result + image * patchSize * cellCount
            forEachOffset { offset in
              for row in 0..<rowCount {
                let source = latent + image * latentSize + offset + row * width
                target.update(from: source, count: columnCount)
                target += columnCount
              }
            }
          }
        }
      }
    }
  }

  /// ‖z̃‖² of every patch, [N, H'·W'], from the patches as columns.
  func columnNorms(of columns: Tensor) -> Tensor {
    let imageCount = columns.shape[0]
    let (size, cells) = (patchSize, cellCount)
    return Tensor(shape: [imageCount, cells]) { norms in
      norms.initialize(repeating: 0)
      guard let norms = norms.baseAddress else { return }
      columns.withUnsafePointer { columns in
        Parallel.forEachPiece(of: imageCount) { images in
          for image in images {
            let sums = norms + image * cells
            for element in 0..<size {
              let values = columns + (image * size + element) * cells
              for cell in 0..<cells { sums[cell] += values[cell] * values[cell] }
            }
          }
        }
      }
    }
  }

  /// The patches as rows, [N, H'·W', D·H1·W1].
  package func rows(of latent: Tensor) -> Tensor {
    let imageCount = latent.shape[0]
    precondition(
      latent.shape == [imageCount, depth, height, width],
      "latent maps \(latent.shape) for \(depth)×\(height)×\(width)"
    )
    return Tensor(shape: [imageCount, cellCount, patchSize]) { result in
      guard let result = result.baseAddress else { return }
      latent.withUnsafePointer { latent in
        Parallel.forEachPiece(of: imageCount) { images in
          for image in images {
            gatherRows(
              of: latent + image * latentSize,
              into: result + image * cellCount * patchSize
            )
          }
        }
      }
    }
  }

  /// Writes the patches of one latent map as rows, [H'·W', D·H1·W1].
  private func gatherRows(of latent: UnsafePointer<Float>, into rows: UnsafeMutablePointer<Float>) {
    var element = 0
    forEachOffset { offset in
      for row in 0..<rowCount {
        for column in 0..<columnCount {
          rows[(row * columnCount + column) * patchSize + element] =
            latent[offset + row * width + column]
        }
      }
      element += 1
    }
  }

  /// Writes a latent map [D, H, W] that sums patches given as rows, [H'·W', D·H1·W1].
  func scatter(rows: UnsafePointer<Float>, into latent: UnsafeMutablePointer<Float>) {
    latent.initialize(repeating: 0, count: latentSize)
    var element = 0
    forEachOffset { offset in
      for row in 0..<rowCount {
        for column in 0..<columnCount {
          latent[offset + row * width + column] +=
            rows[(row * columnCount + column) * patchSize + element]
        }
      }
      element += 1
    }
  }

  /// Calls `body` for every element of a patch, in order, with its offset from the patch's corner.
  private func forEachOffset(_ body: (Int) -> Void) {
    for channel in 0..<depth {
      for row in 0..<patchHeight {
        for column in 0..<patchWidth { body((channel * height + row) * width + column) }
      }
    }
  }
}
