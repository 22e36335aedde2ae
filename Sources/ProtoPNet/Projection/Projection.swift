package import Tensors

/// Stage 2: every prototype moves onto the nearest latent patch of its class's training images.
///
/// Source: paper §2.2; push.py.
package struct Projection: Sendable {
  /// The prototypes before, b, and after, a; both [P, D, H1, W1].
  package let before: Tensor
  package let after: Tensor
  /// The class of every prototype.
  package let prototypeClass: [Int]
  /// Where every prototype came to lie.
  package let sources: [NearestPatch]

  package init(before: Tensor, after: Tensor, prototypeClass: [Int], sources: [NearestPatch]) {
    precondition(
      before.shape == after.shape && prototypeClass.count == sources.count
        && sources.count == before.shape[0],
      "\(sources.count) sources of prototypes \(before.shape) and \(after.shape)"
    )
    (self.before, self.after) = (before, after)
    (self.prototypeClass, self.sources) = (prototypeClass, sources)
  }

  /// ‖a − b‖ of every prototype, not squared.
  package var shifts: [Double] {
    let size = before.count / max(sources.count, 1)
    return before.withValues { before in
      after.withValues { after in
        sources.indices.map { prototype in
          var sum = 0.0
          for index in prototype * size..<(prototype + 1) * size {
            let difference = Double(after[index]) - Double(before[index])
            sum += difference * difference
          }
          return sum.squareRoot()
        }
      }
    }
  }

  /// Groups of two or more prototypes that landed on the same patch, each ascending.
  package var duplicates: [[Int]] {
    struct Patch: Hashable {
      let imageIndex: Int
      let row: Int
      let column: Int
    }
    let groups = Dictionary(grouping: sources.indices) { prototype in
      let source = sources[prototype]
      return Patch(imageIndex: source.imageIndex, row: source.row, column: source.column)
    }
    return groups.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }
}
