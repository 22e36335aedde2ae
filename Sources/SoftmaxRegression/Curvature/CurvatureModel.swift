import Engine
import Tensors

/// The cross entropy's Hessian on a support, in the terms that matter.
///
/// Example i contributes (1/n) (diag(dᵢ) − pᵢ pᵢᵀ / tᵢ) ⊗ sᵢ sᵢᵀ, over the classes for which it was chosen. Most
/// probabilities of most examples are next to nothing, so a product takes a small part of all n·K of them.
struct CurvatureModel {
  /// Which examples stand for the curvature of a class, by c = p (1 − p), their weight in it.
  enum Choice {
    /// At most so many examples, for steps: all heavy ones, and of light ones every so many, which then
    /// have the weight of those left out. Weights are at least `damping` · |p − e_y|, as the
    /// curvature of an example on the wrong side vanishes though a step towards the right side changes it.
    case sample(limit: Int, damping: Double)
    /// Those above a share of the largest weight, with d = p and t = Σ p: the covariance of the
    /// probabilities chosen, along which their sum stays as it is.
    case covariance(share: Double)
  }

  let support: Support
  /// Class by class.
  let classes: [ClassCurvature]
  /// 1 / tᵢ; nil where all are 1.
  private let normalizers: [Double]?
  private let exampleCount: Int

  init(_ problem: SoftmaxRegression, _ support: Support, residuals: RowMatrix, _ choice: Choice) {
    self.support = support
    exampleCount = problem.exampleCount
    let classes = [ClassCurvature](unsafeUninitializedCapacity: problem.classCount) {
      classes,
      count in
      count = problem.classCount
      guard let classes = classes.baseAddress else { return }
      Parallel.forEachPiece(of: problem.classCount) { labels in
        for label in labels {
          (classes + label).initialize(
            to: ClassCurvature(label, problem, support, residuals, choice)
          )
        }
      }
    }
    self.classes = classes
    guard case .covariance = choice else {
      normalizers = nil
      return
    }
    var totals = [Double](repeating: 0, count: problem.exampleCount)
    for part in classes {
      for (example, probability) in zip(part.examples, part.probabilities) {
        totals[Int(example)] += probability
      }
    }
    normalizers = totals.map { $0 > 0 ? 1 / $0 : 0 }
  }

  /// The changes of the chosen logits that a direction on the support makes, class by class.
  func changes(along direction: [Double]) -> [[Double]] {
    classes.parallelMap { part in
      [Double](unsafeUninitializedCapacity: part.examples.count) { changes, count in
        count = part.examples.count
        changes.initialize(repeating: 0)
        part.add(direction[part.members], part.members, to: changes)
      }
    }
  }

  /// Σ p · change / t of every example, [n].
  func means(of changes: [[Double]]) -> [Double] {
    var means = [Double](repeating: 0, count: exampleCount)
    for (part, changes) in zip(classes, changes) { part.addMeans(of: changes, to: &means) }
    if let normalizers {
      for example in means.indices { means[example] *= normalizers[example] }
    }
    return means
  }

  /// The Hessian times the direction that makes such changes, on the support.
  func slopes(of changes: [[Double]], means: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: support.count)
    result.withUnsafeMutableBufferPointer { result in
      guard let result = result.baseAddress else { return }
      Parallel.forEachPiece(of: classes.count) { labels in
        for part in classes[labels] {
          let forces = part.forces(of: changes[part.label], means: means)
          part.slopes(of: forces, part.members, into: result + part.members.lowerBound)
        }
      }
    }
    return result
  }

  /// The Hessian times a direction, both on the support.
  func product(_ direction: [Double]) -> [Double] {
    let changes = changes(along: direction)
    return slopes(of: changes, means: means(of: changes))
  }
}

extension Array {
  /// The values of `transform` for all elements, computed in parallel.
  fileprivate func parallelMap<Result>(_ transform: (Element) -> Result) -> [Result] {
    [Result](unsafeUninitializedCapacity: count) { results, initializedCount in
      initializedCount = count
      guard let results = results.baseAddress else { return }
      Parallel.forEachPiece(of: count) { piece in
        for index in piece { (results + index).initialize(to: transform(self[index])) }
      }
    }
  }
}
