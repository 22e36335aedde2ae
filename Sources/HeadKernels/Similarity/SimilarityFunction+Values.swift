import Engine
import Foundation
package import Recipe
package import Tensors

extension SimilarityFunction {
  /// The similarity at a squared distance.
  package func value(at squaredDistance: Float) -> Float {
    switch self {
    case .log(let epsilon): logf((squaredDistance + 1) / (squaredDistance + epsilon))
    case .linear: -squaredDistance
    }
  }

  /// The derivative ds/dd at a squared distance.
  package func derivative(at squaredDistance: Float) -> Float {
    switch self {
    case .log(let epsilon): 1 / (squaredDistance + 1) - 1 / (squaredDistance + epsilon)
    case .linear: -1
    }
  }

  /// The similarities at squared distances [any shape], in the same shape.
  package func values(at squaredDistances: Tensor) -> Tensor {
    Tensor(shape: squaredDistances.shape) { similarities in
      squaredDistances.withUnsafeValues { distances in
        Parallel.forEachPiece(of: distances.count, granularity: 1024) { piece in
          for index in piece { similarities[index] = value(at: distances[index]) }
        }
      }
    }
  }

  /// The way of the logits' gradient G, [N, K], back to the distances: adds ds/dd · (G·W) to a gradient
  /// with respect to the distances, [N, P]; the last layer's weight W is [K, P].
  package func addGradient(
    of logits: Tensor,
    through weight: Tensor,
    at squaredDistances: Tensor,
    to distanceGradient: inout Tensor
  ) {
    addChainRule(of: logits.times(weight), at: squaredDistances, to: &distanceGradient)
  }

  /// The chain rule: adds ds/dd · similarityGradient to a gradient with respect to the distances.
  ///
  /// All three have the same shape, [N, P] in training.
  package func addChainRule(
    of similarityGradient: Tensor,
    at squaredDistances: Tensor,
    to distanceGradient: inout Tensor
  ) {
    precondition(
      similarityGradient.shape == squaredDistances.shape
        && distanceGradient.shape == squaredDistances.shape,
      "gradients \(similarityGradient.shape), \(distanceGradient.shape) for distances "
        + "\(squaredDistances.shape)"
    )
    distanceGradient.withUnsafeMutableValues { sum in
      similarityGradient.withUnsafeValues { gradient in
        squaredDistances.withUnsafeValues { distances in
          Parallel.forEachPiece(of: distances.count, granularity: 1024) { piece in
            for index in piece {
              sum[index] += gradient[index] * derivative(at: distances[index])
            }
          }
        }
      }
    }
  }
}
