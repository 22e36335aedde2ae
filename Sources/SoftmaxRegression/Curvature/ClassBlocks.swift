import Engine

/// A curvature model's blocks of weights of one class: what coordinate descent works on, and a preconditioner.
///
/// The coupling between classes is left out. Blocks of many members are split.
struct ClassBlocks {
  let blocks: [ClassBlock]

  /// The members of one block at most.
  private static let largestBlock = 256

  init(_ model: CurvatureModel) {
    let parts = (0..<model.support.classCount).flatMap { label in
      let members = model.support.members(of: label)
      return stride(from: members.lowerBound, to: members.upperBound, by: Self.largestBlock)
        .map { (label, $0..<min($0 + Self.largestBlock, members.upperBound)) }
    }
    blocks = Parallel.map(parts.count) { index in
      let (label, members) = parts[index]
      return ClassBlock(label: label, members: members, gram: model.gram(label, members))
    }
  }

  /// A solver with the blocks' rows and columns of the members chosen, which has 0 at the others.
  func preconditioner(of isChosen: [Bool]) -> ([Double]) -> [Double] {
    let factors = Parallel.map(blocks.count) { index in
      CholeskyFactor(blocks[index].matrix, of: isChosen[blocks[index].members])
    }
    return { vector in
      Parallel.map(blocks.count) { factors[$0].solve(vector[blocks[$0].members]) }.flatMap { $0 }
    }
  }
}
