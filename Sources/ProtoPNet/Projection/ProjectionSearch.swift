import Engine
package import Tensors

/// Finds, for every prototype, the nearest latent patch among all images of its class.
///
/// Feed it the projection set batch by batch. Distances are sums of squared differences rather than
/// the layer's expansion, so they suffer no cancellation. Equal distances go to the lower image
/// index, then row, then column, so the result depends on neither the batch size nor the threads.
/// Source: `update_prototypes_on_batch` in push.py.
package struct ProjectionSearch: Sendable {
  private let layer: PrototypeLayer
  private let prototypesOfClass: [[Int]]
  private var patches: Tensor
  private var sources: [NearestPatch?]
  private var imageCounts: [Int]

  /// Starts a search for the layer's present prototypes.
  package init(_ layer: PrototypeLayer) {
    self.layer = layer
    var prototypesOfClass = [[Int]](repeating: [], count: layer.classCount)
    for (prototype, label) in layer.prototypeClass.enumerated() {
      prototypesOfClass[label].append(prototype)
    }
    self.prototypesOfClass = prototypesOfClass
    patches = Tensor(shape: layer.prototypes.shape)
    sources = Array(repeating: nil, count: layer.prototypeCount)
    imageCounts = Array(repeating: 0, count: layer.classCount)
  }

  /// Looks at a batch of latent maps [N, D, H, W] of the images at these indices of the projection set.
  package mutating func consider(latent: Tensor, labels: [Int], imageIndices: [Int]) {
    precondition(
      latent.shape[0] == labels.count && labels.count == imageIndices.count,
      "\(latent.shape[0]) latent maps, \(labels.count) labels, \(imageIndices.count) indices"
    )
    Labels.check(labels, imageCount: labels.count, classCount: layer.classCount)
    let geometry = layer.geometry(of: latent.shape)
    let rows = geometry.rows(of: latent)
    let nearest = nearestCells(rows: rows, labels: labels)
    for (image, label) in labels.enumerated() {
      imageCounts[label] += 1
      for (prototype, found) in zip(prototypesOfClass[label], nearest[image]) {
        let candidate = NearestPatch(
          imageIndex: imageIndices[image],
          row: found.cell / geometry.columnCount,
          column: found.cell % geometry.columnCount,
          squaredDistance: found.squaredDistance
        )
        guard isNearer(candidate, than: sources[prototype]) else { continue }
        sources[prototype] = candidate
        keepPatch(image * geometry.cellCount + found.cell, of: rows, for: prototype)
      }
    }
  }

  /// Looks at a batch of images that follow one another in the projection set.
  package mutating func consider(latent: Tensor, labels: [Int], firstImageIndex: Int) {
    let indices = Array(firstImageIndex..<firstImageIndex + labels.count)
    consider(latent: latent, labels: labels, imageIndices: indices)
  }

  /// Ends the search; throws an error that names every class of which no image was seen.
  ///
  /// The layer itself stays as it was: assign `after` to its prototypes.
  package func finish(classNames: [String]) throws(ProtoPNetError) -> Projection {
    precondition(
      classNames.count == layer.classCount,
      "\(classNames.count) names for \(layer.classCount) classes"
    )
    let empty = imageCounts.indices.filter { imageCounts[$0] == 0 }
    guard empty.isEmpty else {
      throw .classesWithoutImages(empty.map { classNames[$0] })
    }
    let found = sources.compactMap(\.self)
    precondition(found.count == sources.count, "latent maps of the projection set are not finite")
    return Projection(
      before: layer.prototypes,
      after: patches,
      prototypeClass: layer.prototypeClass,
      sources: found
    )
  }

  private struct Nearest {
    var squaredDistance = Float.infinity
    var cell = 0
  }

  /// Each image's nearest cell to every prototype of its class, [N][prototypes of its class].
  private func nearestCells(rows: Tensor, labels: [Int]) -> [[Nearest]] {
    let (cellCount, size) = (rows.shape[1], rows.shape[2])
    var nearest = labels.map { label in
      [Nearest](repeating: Nearest(), count: prototypesOfClass[label].count)
    }
    nearest.withUnsafeMutableBufferPointer { nearest in
      rows.withUnsafePointer { rows in
        layer.prototypes.withUnsafePointer { prototypes in
          Parallel.forEachPiece(of: labels.count) { images in
            for image in images {
              for (position, prototype) in prototypesOfClass[labels[image]].enumerated() {
                var best = Nearest()
                for cell in 0..<cellCount {
                  let distance = VectorLoops.squaredDistance(
                    rows + (image * cellCount + cell) * size,
                    prototypes + prototype * size,
                    count: size
                  )
                  if distance < best.squaredDistance {
                    best = Nearest(squaredDistance: distance, cell: cell)
                  }
                }
                nearest[image][position] = best
              }
            }
          }
        }
      }
    }
    return nearest
  }

  private func isNearer(_ candidate: NearestPatch, than best: NearestPatch?) -> Bool {
    guard candidate.squaredDistance.isFinite else { return false }
    guard let best else { return true }
    // Within one image the first cell was chosen already.
    return candidate.squaredDistance < best.squaredDistance
      || candidate.squaredDistance == best.squaredDistance
        && candidate.imageIndex < best.imageIndex
  }

  private mutating func keepPatch(_ row: Int, of rows: Tensor, for prototype: Int) {
    let size = rows.shape[2]
    patches.withUnsafeMutableValues { patches in
      rows.withUnsafeValues { rows in
        _ = patches[(prototype * size)...].update(
          fromContentsOf: rows[row * size..<(row + 1) * size]
        )
      }
    }
  }
}
