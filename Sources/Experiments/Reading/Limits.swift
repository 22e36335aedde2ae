/// What an experiment file has at most: more is a mistake, and would take long to answer.
package enum Limits {
  package static let byteCount = 1_000_000
  /// The seeds of one call.
  package static let seedCount = 10_000
  /// The problems that are shown one by one.
  static let problemCount = 20
}
