/// Where feature maps are computed.
package enum ComputeDevice: Hashable, Sendable, CustomStringConvertible {
  case processor
  /// One of NVIDIA's GPUs, by its number.
  case cuda(Int)

  /// Reads `cpu`, `cuda` for the first GPU, or `cuda:1` for the second one; nil for anything else.
  package init?(_ text: String) {
    switch text {
    case "cpu": self = .processor
    case "cuda": self = .cuda(0)
    case _ where text.hasPrefix("cuda:"):
      let digits = text.dropFirst(5)
      guard !digits.isEmpty, digits.count <= 3, digits.allSatisfy({ ("0"..."9").contains($0) }),
        let index = Int(digits)
      else { return nil }
      self = .cuda(index)
    default: return nil
    }
  }

  /// What ``init(_:)`` reads, as a regular expression.
  package static let pattern = "^(cpu|cuda|cuda:[0-9]{1,3})$"

  package var isProcessor: Bool { self == .processor }

  /// The number among the devices of its kind.
  package var index: Int {
    if case .cuda(let index) = self { index } else { 0 }
  }

  package var description: String {
    switch self {
    case .processor: "cpu"
    case .cuda(let index): "cuda:\(index)"
    }
  }
}
