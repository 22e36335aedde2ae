/// A version of PyTorch.
package struct TorchVersion: Comparable, CustomStringConvertible, Sendable {
  let major, minor: Int
  private let patch: Int

  /// The oldest version whose C interface has all that is called.
  static let oldest = TorchVersion(2 << 56 | 10 << 48)

  /// The version of a library by its own number: a byte for each part, the highest ones first.
  init(_ number: UInt64) {
    (major, minor, patch) = (Int(number >> 56), Int(number >> 48 & 0xff), Int(number >> 40 & 0xff))
  }

  package var description: String { "\(major).\(minor).\(patch)" }

  package static func < (left: Self, right: Self) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}
