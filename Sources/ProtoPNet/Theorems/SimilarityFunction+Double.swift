import Foundation
package import Recipe

extension SimilarityFunction {
  /// The similarity at a distance (not squared), in double precision.
  package func value(atDistance distance: Double) -> Double {
    let squared = distance * distance
    return switch self {
    case .log(let epsilon): Foundation.log((squared + 1) / (squared + Double(epsilon)))
    case .linear: -squared
    }
  }
}
