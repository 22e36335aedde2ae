package import Tensors

/// Squared distances between latent patches and prototypes by their definition, in Double.
package struct NaiveDistances {
  package let latentShape: [Int]
  package var latent: [Double]
  package let prototypeShape: [Int]
  package var prototypes: [Double]

  /// Takes latent maps [N, D, H, W] and prototypes [P, D, H1, W1].
  package init(latent: Tensor, prototypes: Tensor) {
    latentShape = latent.shape.dimensions
    self.latent = latent.values.map(Double.init)
    prototypeShape = prototypes.shape.dimensions
    self.prototypes = prototypes.values.map(Double.init)
  }

  package var imageCount: Int { latentShape[0] }
  package var prototypeCount: Int { prototypeShape[0] }

  /// ‖z̃ − p‖² of every cell, in scan order.
  package func distances(image: Int, prototype: Int) -> [Double] {
    let (depth, height, width) = (latentShape[1], latentShape[2], latentShape[3])
    let (patchHeight, patchWidth) = (prototypeShape[2], prototypeShape[3])
    var result: [Double] = []
    for row in 0...height - patchHeight {
      for column in 0...width - patchWidth {
        var sum = 0.0
        for d in 0..<depth {
          for a in 0..<patchHeight {
            for b in 0..<patchWidth {
              let z = latent[((image * depth + d) * height + row + a) * width + column + b]
              let p = prototypes[((prototype * depth + d) * patchHeight + a) * patchWidth + b]
              sum += (z - p) * (z - p)
            }
          }
        }
        result.append(sum)
      }
    }
    return result
  }

  /// [N][P].
  package var minimumDistances: [[Double]] {
    (0..<imageCount).map { image in
      (0..<prototypeCount).map { distances(image: image, prototype: $0).min() ?? .nan }
    }
  }
}

/// Central differences of `value` with respect to the numbers at `path` of `root`.
package func centralDifferences<Root>(
  of root: Root,
  at path: WritableKeyPath<Root, [Double]>,
  step: Double = 1e-6,
  _ value: (Root) -> Double
) -> [Double] {
  var changed = root
  return root[keyPath: path].indices.map { index in
    let middle = root[keyPath: path][index]
    changed[keyPath: path][index] = middle + step
    let above = value(changed)
    changed[keyPath: path][index] = middle - step
    let below = value(changed)
    changed[keyPath: path][index] = middle
    return (above - below) / (2 * step)
  }
}
