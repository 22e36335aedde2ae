internal import Engine
internal import Tensors

/// The Hessian's blocks of weights of one class, each in Double: a metric for steps, and a preconditioner.
///
/// The block of class k is (1/n) Σᵢ p_ik (1 − p_ik) s_A s_Aᵀ on the columns A of its members; the coupling
/// between classes is left out. Blocks of many members are split.
struct ClassBlocks {
  private struct Block {
    let label: Int
    let members: Range<Int>
    /// Where the square matrix begins in `grams` and `factors`.
    let offset: Int
  }

  private let blocks: [Block]
  /// Lower triangles, row by row in squares.
  private var grams: [Double]
  /// Cholesky factors of the blocks, whose diagonals are raised a little.
  private var factors: [Double]

  /// The members of one block at most.
  private static let largestBlock = 256
  /// Rows whose weight is below this share of the class's largest one are left out.
  private static let negligibleShare = 1e-6
  private static let ridge = 1e-9
  /// A pivot below this belongs to a weight that changes nothing.
  private static let smallestPivot = 1e-60

  init(_ problem: LastLayerProblem, _ support: Support, residuals: RowMatrix) {
    var blocks: [Block] = []
    var offset = 0
    for label in 0..<problem.classCount {
      let members = support.members(of: label)
      for first in stride(from: members.lowerBound, to: members.upperBound, by: Self.largestBlock) {
        let part = first..<min(first + Self.largestBlock, members.upperBound)
        blocks.append(Block(label: label, members: part, offset: offset))
        offset += part.count * part.count
      }
    }
    self.blocks = blocks
    grams = [Double](repeating: 0, count: offset)
    factors = grams
    grams.withUnsafeMutableBufferPointer { grams in
      factors.withUnsafeMutableBufferPointer { factors in
        guard let grams = grams.baseAddress, let factors = factors.baseAddress else { return }
        problem.similarities.withUnsafePointer { similarities in
          Parallel.forEachPiece(of: blocks.count) { pieces in
            for block in blocks[pieces] {
              let columns = Array(support.columns[block.members])
              let gram = grams + block.offset
              Self.fill(gram, columns, block.label, problem, similarities, residuals)
              Self.factor(gram, columns.count, into: factors + block.offset)
            }
          }
        }
      }
    }
  }

  private static func fill(
    _ gram: UnsafeMutablePointer<Double>,
    _ columns: [Int],
    _ label: Int,
    _ problem: LastLayerProblem,
    _ similarities: UnsafePointer<Float>,
    _ residuals: RowMatrix
  ) {
    let (size, count) = (columns.count, problem.prototypeCount)
    func weight(_ image: Int) -> Double {
      let residual = residuals.row(image)[label]
      return problem.labels[image] == label ? -residual * (1 + residual) : residual * (1 - residual)
    }
    var largest = 0.0
    for image in 0..<problem.imageCount { largest = max(largest, weight(image)) }
    var values = [Double](repeating: 0, count: size)
    for image in 0..<problem.imageCount {
      let weight = weight(image)
      guard weight > negligibleShare * largest else { continue }
      let row = similarities + image * count
      for index in 0..<size { values[index] = Double(row[columns[index]]) }
      values.withUnsafeBufferPointer { values in
        for first in 0..<size {
          let (factor, target) = (weight * values[first], gram + first * size)
          for second in 0...first { target[second] += factor * values[second] }
        }
      }
    }
    var trace = 0.0
    for first in 0..<size {
      for second in 0...first { gram[first * size + second] /= Double(problem.imageCount) }
      trace += gram[first * size + first]
    }
    for index in 0..<size { gram[index * size + index] += ridge * trace / Double(size) }
  }

  private static func factor(
    _ gram: UnsafeMutablePointer<Double>,
    _ size: Int,
    into factor: UnsafeMutablePointer<Double>
  ) {
    for row in 0..<size {
      for column in 0...row {
        var sum = gram[row * size + column]
        for index in 0..<column {
          sum -= factor[row * size + index] * factor[column * size + index]
        }
        if row == column {
          let floor = 1e-3 * ridge * gram[row * size + row]
          factor[row * size + row] = max(sum, floor, 0).squareRoot()
        } else {
          let pivot = factor[column * size + column]
          factor[row * size + column] = pivot > smallestPivot ? sum / pivot : 0
        }
      }
    }
  }

  /// The blocks' inverse times a vector on the support.
  func solve(_ vector: [Double]) -> [Double] {
    var result = vector
    for block in blocks {
      let (size, first) = (block.members.count, block.members.lowerBound)
      factors.withUnsafeBufferPointer { factors in
        result.withUnsafeMutableBufferPointer { result in
          func entry(_ row: Int, _ column: Int) -> Double {
            factors[block.offset + row * size + column]
          }
          for row in 0..<size {
            var sum = result[first + row]
            for column in 0..<row { sum -= entry(row, column) * result[first + column] }
            let pivot = entry(row, row)
            result[first + row] = pivot > Self.smallestPivot ? sum / pivot : 0
          }
          for row in (0..<size).reversed() {
            let pivot = entry(row, row)
            let value = pivot > Self.smallestPivot ? result[first + row] / pivot : 0
            result[first + row] = value
            for column in 0..<row { result[first + column] -= entry(row, column) * value }
          }
        }
      }
    }
    return result
  }

  /// Minimises gradient·(x − w) + ½ (x − w)ᵀB(x − w) + λ Σ |x| over members of other classes, block by block.
  ///
  /// Coordinate descent from w: every sweep lowers the model, and zeros are exact.
  func proximalStep(
    from weights: [Double],
    gradient: [Double],
    isOwn: [Bool],
    penalty: Double,
    sweeps: Int = 50
  ) -> [Double] {
    var result = weights
    var slopes = gradient
    grams.withUnsafeBufferPointer { grams in
      result.withUnsafeMutableBufferPointer { result in
        slopes.withUnsafeMutableBufferPointer { slopes in
          Parallel.forEachPiece(of: blocks.count) { pieces in
            for block in blocks[pieces] {
              let (size, first) = (block.members.count, block.members.lowerBound)
              func entry(_ row: Int, _ column: Int) -> Double {
                grams[block.offset + max(row, column) * size + min(row, column)]
              }
              for _ in 0..<sweeps {
                var largest = 0.0
                for index in 0..<size {
                  let curvature = entry(index, index)
                  guard curvature > Self.smallestPivot else { continue }
                  let old = result[first + index]
                  var new = old - slopes[first + index] / curvature
                  if !isOwn[first + index] {
                    let threshold = penalty / curvature
                    new = new > threshold ? new - threshold : new < -threshold ? new + threshold : 0
                  }
                  guard new != old else { continue }
                  let change = new - old
                  for other in 0..<size { slopes[first + other] += entry(index, other) * change }
                  result[first + index] = new
                  largest = max(largest, curvature * change * change)
                }
                if largest < 1e-14 { break }
              }
            }
          }
        }
      }
    }
    return result
  }
}
