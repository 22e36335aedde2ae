import Engine

/// A curvature model's blocks of weights of one class: what coordinate descent works on, and a preconditioner.
///
/// The block of class k is (1/n) Σᵢ (d_ik − p_ik²) s_A s_Aᵀ on the columns A of its members; the coupling
/// between classes is left out. Blocks of many members are split.
struct ClassBlocks {
  struct Block {
    let label: Int
    let members: Range<Int>
    /// Where the square matrix begins in `grams` and `factors`.
    let offset: Int
  }

  let blocks: [Block]
  /// Lower triangles, row by row in squares, whose diagonals are raised a little.
  private var grams: [Double]

  /// The members of one block at most.
  private static let largestBlock = 256
  private static let ridge = 1e-9
  /// A pivot below this belongs to a weight that changes nothing.
  private static let smallestPivot = 1e-60
  private static let sweepLimit = 50
  /// Coordinate descent ends where a sweep adds no more than this share.
  private static let sweepPrecision = 1e-8

  init(_ model: CurvatureModel) {
    var blocks: [Block] = []
    var offset = 0
    for part in model.classes {
      let (first, end) = (part.members.lowerBound, part.members.upperBound)
      for first in stride(from: first, to: end, by: Self.largestBlock) {
        let members = first..<min(first + Self.largestBlock, end)
        blocks.append(Block(label: part.label, members: members, offset: offset))
        offset += members.count * members.count
      }
    }
    self.blocks = blocks
    grams = [Double](repeating: 0, count: offset)
    grams.withUnsafeMutableBufferPointer { grams in
      guard let grams = grams.baseAddress else { return }
      Parallel.forEachPiece(of: blocks.count) { pieces in
        for block in blocks[pieces] {
          let (gram, size) = (grams + block.offset, block.members.count)
          model.classes[block.label].fillGram(block.members, into: gram)
          var trace = 0.0
          for index in 0..<size { trace += gram[index * size + index] }
          for index in 0..<size { gram[index * size + index] += Self.ridge * trace / Double(size) }
        }
      }
    }
  }

  /// Minimises slopes·δ + ½ δᵀHδ + λ Σ |x + δ| over one block's weights x, the sum over other classes' features.
  ///
  /// Coordinate descent: every sweep lowers the model; zeros are exact, and so are free weights at
  /// their limit. Arrays are of the whole support, `slopes` of the block. Returns the change, or nil
  /// where there is none.
  func minimize(
    _ block: Block,
    from weights: inout [Double],
    slopes: [Double],
    isFree: [Bool],
    penalty: Double,
    freeLimit: Double
  ) -> (change: [Double], decrement: Double)? {
    let (size, first) = (block.members.count, block.members.lowerBound)
    var change = [Double](repeating: 0, count: size)
    var slopes = slopes
    var decrement = 0.0
    grams.withUnsafeBufferPointer { grams in
      func entry(_ row: Int, _ column: Int) -> Double {
        grams[block.offset + max(row, column) * size + min(row, column)]
      }
      for _ in 0..<Self.sweepLimit {
        var sum = 0.0
        for index in 0..<size {
          let curvature = entry(index, index)
          guard curvature > Self.smallestPivot else { continue }
          let old = weights[first + index]
          var new = old - slopes[index] / curvature
          if isFree[first + index] {
            new = max(-freeLimit, min(new, freeLimit))
          } else {
            let threshold = penalty / curvature
            new = new > threshold ? new - threshold : new < -threshold ? new + threshold : 0
          }
          guard new != old else { continue }
          let step = new - old
          for other in 0..<size { slopes[other] += entry(index, other) * step }
          weights[first + index] = new
          change[index] += step
          sum += curvature * step * step
        }
        decrement += sum
        if sum <= Self.sweepPrecision * decrement { break }
      }
    }
    return decrement > 0 ? (change, decrement) : nil
  }

  /// Cholesky factors of the blocks' rows and columns of the members chosen.
  func factors(of isChosen: [Bool]) -> Factors {
    var factors = grams
    factors.withUnsafeMutableBufferPointer { factors in
      guard let factors = factors.baseAddress else { return }
      Parallel.forEachPiece(of: blocks.count) { pieces in
        for block in blocks[pieces] {
          Self.factor(factors + block.offset, isChosen[block.members])
        }
      }
    }
    return Factors(blocks: blocks, values: factors)
  }

  private static func factor(_ values: UnsafeMutablePointer<Double>, _ isChosen: ArraySlice<Bool>) {
    let (size, start) = (isChosen.count, isChosen.startIndex)
    for row in 0..<size {
      for column in 0...row {
        let place = row * size + column
        guard isChosen[start + row], isChosen[start + column] else {
          values[place] = 0
          continue
        }
        var sum = values[place]
        for index in 0..<column {
          sum -= values[row * size + index] * values[column * size + index]
        }
        if row == column {
          let floor = 1e-3 * ridge * values[place]
          values[place] = max(sum, floor, 0).squareRoot()
        } else {
          let pivot = values[column * size + column]
          values[place] = pivot > smallestPivot ? sum / pivot : 0
        }
      }
    }
  }

  struct Factors {
    let blocks: [Block]
    let values: [Double]

    /// The blocks' inverse times a vector on the support; 0 at members that were not chosen.
    func solve(_ vector: [Double]) -> [Double] {
      var result = vector
      values.withUnsafeBufferPointer { values in
        result.withUnsafeMutableBufferPointer { result in
          for block in blocks {
            let (size, first) = (block.members.count, block.members.lowerBound)
            func entry(_ row: Int, _ column: Int) -> Double {
              values[block.offset + row * size + column]
            }
            for row in 0..<size {
              var sum = result[first + row]
              for column in 0..<row { sum -= entry(row, column) * result[first + column] }
              let pivot = entry(row, row)
              result[first + row] = pivot > smallestPivot ? sum / pivot : 0
            }
            for row in (0..<size).reversed() {
              let pivot = entry(row, row)
              let value = pivot > smallestPivot ? result[first + row] / pivot : 0
              result[first + row] = value
              for column in 0..<row { result[first + column] -= entry(row, column) * value }
            }
          }
        }
      }
      return result
    }
  }
}
