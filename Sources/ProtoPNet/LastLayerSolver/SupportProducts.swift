import HeadKernels
import Tensors

/// Products of the similarities with few weights, in Double.
struct SupportProducts {
  let problem: LastLayerProblem
  let support: Support

  /// The logits W·sᵢ, [n, K], where all weights but the support's are zero.
  func logits(of values: [Double], into logits: RowMatrix) {
    let classCount = problem.classCount
    withRows { similarities, members in
      values.withUnsafeBufferPointer { values in
        RowLoops.forEach(problem.imageCount) { rows in
          for image in rows {
            let (row, result) = (similarities(image), logits.row(image))
            for label in 0..<classCount {
              result[label] = members.dot(label, values, row)
            }
          }
        }
      }
    }
  }

  /// (1/n) Σᵢ u_ik s_ij at every member (k, j): the gradient of the cross entropy for residuals u, [n, K].
  func gradient(of residuals: RowMatrix) -> [Double] {
    let (classCount, count) = (problem.classCount, problem.imageCount)
    let sums = withRows { similarities, members in
      RowLoops.sums(count, width: support.count) { rows, sums in
        for image in rows {
          let (row, residual) = (similarities(image), residuals.row(image))
          for label in 0..<classCount where residual[label] != 0 {
            members.add(residual[label], label, row, to: sums)
          }
        }
      }
    }
    return sums.map { $0 / Double(count) }
  }

  /// The support as kernels read it.
  private struct Members {
    let starts: UnsafeBufferPointer<Int>
    let columns: UnsafeBufferPointer<Int>

    /// Σ values · row over the members of a class, in four sums.
    @inline(__always)
    func dot(
      _ label: Int,
      _ values: UnsafeBufferPointer<Double>,
      _ row: UnsafePointer<Float>
    ) -> Double {
      var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
      var member = starts[label]
      let end = starts[label + 1]
      while member + 4 <= end {
        first += values[member] * Double(row[columns[member]])
        second += values[member + 1] * Double(row[columns[member + 1]])
        third += values[member + 2] * Double(row[columns[member + 2]])
        fourth += values[member + 3] * Double(row[columns[member + 3]])
        member += 4
      }
      while member < end {
        first += values[member] * Double(row[columns[member]])
        member += 1
      }
      return (first + second) + (third + fourth)
    }

    /// sums ← sums + factor · row at the members of a class.
    @inline(__always)
    func add(
      _ factor: Double,
      _ label: Int,
      _ row: UnsafePointer<Float>,
      to sums: UnsafeMutablePointer<Double>
    ) {
      for member in starts[label]..<starts[label + 1] {
        sums[member] += factor * Double(row[columns[member]])
      }
    }
  }

  private func withRows<Result>(
    _ body: ((Int) -> UnsafePointer<Float>, Members) -> Result
  ) -> Result {
    let count = problem.prototypeCount
    return problem.similarities.withUnsafePointer { similarities in
      support.starts.withUnsafeBufferPointer { starts in
        support.columns.withUnsafeBufferPointer { columns in
          body({ similarities + $0 * count }, Members(starts: starts, columns: columns))
        }
      }
    }
  }
}
