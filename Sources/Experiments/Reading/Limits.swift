/// What an experiment file has at most: more is a mistake, and would take long to answer.
package enum Limits {
  package static let byteCount = 1_000_000
  /// The seeds of one call.
  package static let seedCount = 10_000
  /// The problems that are shown one by one.
  static let problemCount = 20
  /// The bytes of a file's or folder's name that file systems take, and of a path.
  private static let (nameByteCount, pathByteCount) = (255, 4095)

  /// Why no file can have a path; nil where one can.
  static func problem(ofPath path: String) -> String? {
    if path.utf8.contains(0) { return "a path cannot hold a zero byte" }
    let longest = path.split(separator: "/").map(\.utf8.count).max() ?? 0
    if longest > nameByteCount {
      return "a name in it has \(longest) bytes, and file systems take at most \(nameByteCount)"
    }
    return path.utf8.count > pathByteCount
      ? "it has \(path.utf8.count) bytes, and a path at most \(pathByteCount)" : nil
  }
}
