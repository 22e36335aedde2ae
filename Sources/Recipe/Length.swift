/// How long a stage trains, or how far apart two events of it are.
package enum Length: Hashable, Sendable {
  /// Passes over the training images.
  case epochs(Int)
  /// Optimiser steps, whatever the number of images.
  case steps(Int)

  package init() { self = .epochs(0) }

  package var isPositive: Bool {
    switch self {
    case .epochs(let count), .steps(let count): count > 0
    }
  }

  /// The optimiser's steps where one pass over the images takes `stepsPerPass`.
  package func stepCount(stepsPerPass: Int) -> Int {
    switch self {
    case .epochs(let count): count * stepsPerPass
    case .steps(let count): count
    }
  }
}

extension Length: CustomStringConvertible {
  /// Such as `5 epochs`.
  package var description: String {
    switch self {
    case .epochs(let count): "\(count) epochs"
    case .steps(let count): "\(count) steps"
    }
  }
}
