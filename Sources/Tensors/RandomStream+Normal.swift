import Foundation

extension RandomStream {
  /// A number of the standard normal distribution (Box and Muller; one of each pair is dropped).
  package mutating func normal() -> Float {
    let radius = (-2 * log(1 - Double(uniform()))).squareRoot()
    return Float(radius * cos(2 * .pi * Double(uniform())))
  }
}
