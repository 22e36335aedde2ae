import Tensors

/// For every prototype, the images of all classes whose closest patch is nearest to it.
///
/// Feed it the training set batch by batch. An image counts once, with its nearest patch. Equal
/// distances go to the lower image index, so the result does not depend on the batches.
/// Source: find_nearest.py.
package struct NearestImages: Sendable {
  /// An image with its patch nearest to a prototype.
  package struct Neighbor: Hashable, Sendable {
    /// The image's index in the set.
    package let imageIndex: Int
    /// The image's class.
    package let label: Int
    /// The patch's cell on the map, row · W' + column.
    package let cell: Int
    package let squaredDistance: Float

    package init(imageIndex: Int, label: Int, cell: Int, squaredDistance: Float) {
      (self.imageIndex, self.label) = (imageIndex, label)
      (self.cell, self.squaredDistance) = (cell, squaredDistance)
    }

    /// A distance that is no number is farther than any.
    fileprivate func isNearer(than other: Neighbor) -> Bool {
      if squaredDistance.isNaN || other.squaredDistance.isNaN {
        return !squaredDistance.isNaN
          || other.squaredDistance.isNaN && imageIndex < other.imageIndex
      }
      return squaredDistance < other.squaredDistance
        || squaredDistance == other.squaredDistance && imageIndex < other.imageIndex
    }
  }

  /// The number of images kept for a prototype, k.
  package let count: Int
  /// Up to k images a prototype, nearest first.
  package private(set) var neighbors: [[Neighbor]]

  /// Starts a search for the k nearest images of each of P prototypes.
  package init(count: Int, prototypeCount: Int) {
    precondition(count > 0, "\(count) nearest images")
    self.count = count
    neighbors = Array(repeating: [], count: prototypeCount)
  }

  /// Looks at a batch by its minimum distances, of images that follow one another in the set.
  package mutating func consider(
    _ minimumDistances: MinimumDistances,
    labels: [Int],
    firstImageIndex: Int
  ) {
    let prototypeCount = neighbors.count
    precondition(
      minimumDistances.values.shape == [labels.count, prototypeCount],
      "distances \(minimumDistances.values.shape) for \(labels.count) labels and "
        + "\(prototypeCount) prototypes"
    )
    minimumDistances.values.withValues { distances in
      for (image, label) in labels.enumerated() {
        for prototype in 0..<prototypeCount {
          let place = image * prototypeCount + prototype
          let candidate = Neighbor(
            imageIndex: firstImageIndex + image,
            label: label,
            cell: Int(minimumDistances.cells[place]),
            squaredDistance: distances[place]
          )
          insert(candidate, for: prototype)
        }
      }
    }
  }

  private mutating func insert(_ candidate: Neighbor, for prototype: Int) {
    if neighbors[prototype].count == count {
      guard let last = neighbors[prototype].last, candidate.isNearer(than: last) else { return }
      neighbors[prototype].removeLast()
    }
    var position = neighbors[prototype].count
    while position > 0, candidate.isNearer(than: neighbors[prototype][position - 1]) {
      position -= 1
    }
    neighbors[prototype].insert(candidate, at: position)
  }
}

extension NearestImages: Resumable {
  package var saved: SavedState {
    let all = neighbors.flatMap(\.self)
    var state = SavedState()
    state.integers["counts"] = neighbors.map(\.count)
    state.integers["images"] = all.map(\.imageIndex)
    state.integers["labels"] = all.map(\.label)
    state.integers["cells"] = all.map(\.cell)
    state.tensors["squared_distances"] = Tensor(all.map(\.squaredDistance), shape: [all.count])
    return state
  }

  package mutating func restore(_ state: SavedState) throws(SavedStateError) {
    let counts = try state.integers("counts", count: neighbors.count)
    guard counts.allSatisfy((0...count).contains) else {
      throw SavedStateError("has more than \(count) nearest images of a prototype")
    }
    let total = counts.reduce(0, +)
    let images = try state.integers("images", count: total)
    let labels = try state.integers("labels", count: total)
    let cells = try state.integers("cells", count: total)
    let distances = try state.tensor("squared_distances", shape: [total]).values
    var next = 0
    neighbors = counts.map { count in
      defer { next += count }
      return (next..<next + count).map {
        Neighbor(
          imageIndex: images[$0],
          label: labels[$0],
          cell: cells[$0],
          squaredDistance: distances[$0]
        )
      }
    }
  }
}
