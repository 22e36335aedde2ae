import Foundation
import ProtoPNet
import Recipe
import Tensors

extension RandomStream {
  mutating func real(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * Double(next() >> 11) * 0x1p-53
  }

  /// A number whose logarithm is uniform.
  mutating func logarithmic(_ low: Double, _ high: Double) -> Double {
    exp(real(log(low), log(high)))
  }

  mutating func vector(_ count: Int, _ range: ClosedRange<Double>) -> [Double] {
    (0..<count).map { _ in real(range.lowerBound, range.upperBound) }
  }

  /// A vector of length 1 in any direction.
  mutating func direction(_ count: Int) -> [Double] {
    while true {
      let vector = vector(count, -1...1)
      let length = Vector.length(vector)
      if length > 0.1, length <= 1 { return vector.map { $0 / length } }
    }
  }
}

/// Naive arithmetic on vectors.
enum Vector {
  static func length(_ vector: [Double]) -> Double {
    vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  static func distance(_ left: [Double], _ right: [Double]) -> Double {
    length(zip(left, right).map { $0 - $1 })
  }

  static func sum(_ left: [Double], _ scale: Double, _ right: [Double]) -> [Double] {
    zip(left, right).map { $0 + scale * $1 }
  }
}

/// One patch z and one prototype that moves from b to a: all that matters to a similarity.
struct Move {
  /// ‖z − b‖, ‖a − b‖, and the cosine between z − b and b − a.
  var distance: Double
  var shift: Double
  var cosine: Double

  /// ‖z − a‖.
  var distanceAfter: Double {
    let square = distance * distance + shift * shift + 2 * distance * shift * cosine
    return max(square, 0).squareRoot()
  }

  /// ln Ψ: by how much the similarity rises.
  var rise: Double {
    let similarity = SimilarityFunction.published
    return similarity.value(atDistance: distanceAfter) - similarity.value(atDistance: distance)
  }

  /// A random move, often straight towards the patch or away from it.
  init(shifts: ClosedRange<Double>, from stream: inout RandomStream) {
    distance = stream.logarithmic(1e-4, 3)
    shift = distance * stream.real(shifts.lowerBound, shifts.upperBound)
    cosine = [-1, 1, stream.real(-1, 1), stream.real(-1, 1)][stream.integer(below: 4)]
  }

  /// The move a little changed.
  func changed(by scale: Double, from stream: inout RandomStream) -> Move {
    var move = self
    move.distance *= exp(stream.real(-scale, scale))
    move.shift *= exp(stream.real(-scale, scale))
    move.cosine = min(max(cosine + stream.real(-scale, scale), -1), 1)
    return move
  }
}
