import Foundation

/// The eight digits of a digest at the end of names like `vgg16-397923af.pth`.
package enum DigestInName {
  /// The digits that the file's digest must begin with; nil where the name ends in none.
  ///
  /// Digits that are a date, or a count with zeros before it, are no digest; `digest` is the file's.
  package static func mismatch(_ name: String, digest: String) -> String? {
    guard let match = name.wholeMatch(of: /.*-([0-9a-f]{8})(?:\.[A-Za-z][A-Za-z0-9]*)*/) else {
      return nil
    }
    let digits = String(match.1)
    return digest.hasPrefix(digits) || isDate(digits) || digits.hasPrefix("000") ? nil : digits
  }

  /// Whether digits read as a day of the years 1990 to 2099, in one of the usual orders.
  private static func isDate(_ digits: String) -> Bool {
    guard Int(digits) != nil else { return false }
    func number(_ start: Int, _ count: Int) -> Int {
      Int(digits.dropFirst(start).prefix(count)) ?? 0
    }
    func isDay(_ year: Int, _ month: Int, _ day: Int) -> Bool {
      1990...2099 ~= year && 1...12 ~= month && 1...31 ~= day
    }
    return isDay(number(0, 4), number(4, 2), number(6, 2))
      || isDay(number(4, 4), number(2, 2), number(0, 2))
      || isDay(number(4, 4), number(0, 2), number(2, 2))
  }
}
