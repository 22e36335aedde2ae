/// A version of PyTorch.
package struct TorchVersion: Comparable, CustomStringConvertible, Sendable {
  let major, minor: Int
  private let patch: Int

  init(major: Int, minor: Int, patch: Int = 0) {
    (self.major, self.minor, self.patch) = (major, minor, patch)
  }

  /// The version of a library by its own number: a byte for each part, the highest ones first.
  init(_ number: UInt64) {
    (major, minor, patch) = (Int(number >> 56), Int(number >> 48 & 0xff), Int(number >> 40 & 0xff))
  }

  package var description: String { "\(major).\(minor).\(patch)" }

  package static func < (left: Self, right: Self) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}
