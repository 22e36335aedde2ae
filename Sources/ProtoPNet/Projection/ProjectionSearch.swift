import HeadKernels
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
    let geometry = PatchGeometry(latent: latent.shape, prototypes: layer.prototypes.shape)
    let rows = geometry.rows(of: latent)
    let nearest = NearestCell.search(
      rows: rows,
      prototypes: layer.prototypes,
      candidates: labels.map { prototypesOfClass[$0] }
    )
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
        let row = image * geometry.cellCount + found.cell
        patches.replaceRow(prototype, withRow: row, of: rows)
      }
    }
  }

  /// Looks at latent maps [N, D, H, W] of images that follow one another in the projection set.
  package mutating func consider(latent: Tensor, labels: [Int], firstImageIndex: Int) {
    let indices = Array(firstImageIndex..<firstImageIndex + labels.count)
    consider(latent: latent, labels: labels, imageIndices: indices)
  }

  /// Ends the search; throws an error that names every class of which no image was seen, and one that names
  /// every prototype that is near no patch because the latent maps are no numbers.
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
    guard found.count == sources.count else {
      throw .latentMapsNotFinite(sources.indices.filter { sources[$0] == nil })
    }
    return Projection(
      before: layer.prototypes,
      after: patches,
      prototypeClass: layer.prototypeClass,
      sources: found
    )
  }

  private func isNearer(_ candidate: NearestPatch, than best: NearestPatch?) -> Bool {
    guard candidate.squaredDistance.isFinite else { return false }
    guard let best else { return true }
    // Within one image the first cell was chosen already.
    return candidate.squaredDistance < best.squaredDistance
      || candidate.squaredDistance == best.squaredDistance
        && candidate.imageIndex < best.imageIndex
  }
}

extension ProjectionSearch: Resumable {
  package var saved: SavedState {
    var state = SavedState()
    state.tensors["patches"] = patches
    state.integers["image_counts"] = imageCounts
    // A prototype of whose class no image was seen has no source yet.
    state.integers["sources"] = sources.flatMap { source in
      source.map { [$0.imageIndex, $0.row, $0.column] } ?? [-1, -1, -1]
    }
    state.tensors["squared_distances"] = Tensor(
      sources.map { $0?.squaredDistance ?? 0 },
      shape: [sources.count]
    )
    return state
  }

  package mutating func restore(_ state: SavedState) throws(SavedStateError) {
    patches = try state.tensor("patches", shape: patches.shape)
    imageCounts = try state.integers("image_counts", count: imageCounts.count)
    let places = try state.integers("sources", count: 3 * sources.count)
    let distances = try state.tensor("squared_distances", shape: [sources.count]).values
    sources = sources.indices.map { prototype in
      guard places[3 * prototype] >= 0 else { return nil }
      return NearestPatch(
        imageIndex: places[3 * prototype],
        row: places[3 * prototype + 1],
        column: places[3 * prototype + 2],
        squaredDistance: distances[prototype]
      )
    }
  }
}
