import Tensors

/// Products of the features with few weights, in Double.
///
/// They are sums by hand, as OpenBLAS has no products of sparse matrices: for 2000 examples, 2000 features and
/// 2400 of 200 classes' 400,000 weights they take 3 ms of a core, a dense dgemm takes 29 ms.
struct SupportProducts {
  let problem: SoftmaxRegression
  let support: Support

  /// The logits W·sᵢ, [n, K], where all weights but the support's are zero.
  func logits(of values: [Double], into logits: RowMatrix) {
    withMembers { members in
      values.withUnsafeBufferPointer { values in
        RowLoops.forEach(problem.exampleCount) { examples in
          for example in examples { members.setLogits(logits, of: values, example) }
        }
      }
    }
  }

  /// (1/n) Σᵢ u_ik s_ij at every member (k, j): the gradient of the cross entropy for residuals u, [n, K].
  func gradient(of residuals: RowMatrix) -> [Double] {
    let count = problem.exampleCount
    let sums = withMembers { members in
      RowLoops.sums(count, width: support.count) { examples, sums in
        sums.withUnsafeMutableBufferPointer { sums in
          for example in examples { members.addGradient(residuals, example, to: sums) }
        }
      }
    }
    return sums.map { $0 / Double(count) }
  }

  private func withMembers<Result>(_ body: (Members) -> Result) -> Result {
    problem.features.withUnsafeValues { features in
      support.starts.withUnsafeBufferPointer { starts in
        support.columns.withUnsafeBufferPointer { columns in
          body(Members(features: features, starts: starts, columns: columns, problem: problem))
        }
      }
    }
  }
}

/// A support beside the features, as loops over examples read them.
private struct Members {
  let features: UnsafeBufferPointer<Float>
  let starts: UnsafeBufferPointer<Int>
  let columns: UnsafeBufferPointer<Int>
  let featureCount: Int
  let classCount: Int

  init(
    features: UnsafeBufferPointer<Float>,
    starts: UnsafeBufferPointer<Int>,
    columns: UnsafeBufferPointer<Int>,
    problem: SoftmaxRegression
  ) {
    self.features = features
    self.starts = starts
    self.columns = columns
    featureCount = problem.featureCount
    classCount = problem.classCount
  }

  /// Sets an example's logits to Σ values · features over each class's members, in four sums.
  func setLogits(_ logits: RowMatrix, of values: UnsafeBufferPointer<Double>, _ example: Int) {
    let row = row(example)
    for label in 0..<classCount {
      var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
      var member = starts[label]
      let end = starts[label + 1]
      while member &+ 4 <= end {
        first += values[member] * Double(row[columns[member]])
        second += values[member &+ 1] * Double(row[columns[member &+ 1]])
        third += values[member &+ 2] * Double(row[columns[member &+ 2]])
        fourth += values[member &+ 3] * Double(row[columns[member &+ 3]])
        member &+= 4
      }
      while member < end {
        first += values[member] * Double(row[columns[member]])
        member &+= 1
      }
      logits[example, label] = (first + second) + (third + fourth)
    }
  }

  /// Adds residual · feature of an example at every member.
  func addGradient(
    _ residuals: RowMatrix,
    _ example: Int,
    to sums: UnsafeMutableBufferPointer<Double>
  ) {
    let row = row(example)
    for label in 0..<classCount {
      let residual = residuals[example, label]
      guard residual != 0 else { continue }
      for member in starts[label]..<starts[label + 1] {
        sums[member] += residual * Double(row[columns[member]])
      }
    }
  }

  private func row(_ example: Int) -> UnsafeBufferPointer<Float> {
    let first = example * featureCount
    return UnsafeBufferPointer(rebasing: features[first..<first + featureCount])
  }
}
