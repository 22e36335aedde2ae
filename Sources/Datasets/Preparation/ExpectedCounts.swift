/// How many classes and pictures a data set has to have, as its facts declare.
package struct ExpectedCounts: Sendable, Hashable {
  package let classes: Int
  package let images: Int
  /// By the split's name.
  package let splits: [String: Int]
  /// The digest of the source, where the facts give one; see ``SourceDigest``.
  package let digest: String?

  package init(classes: Int, images: Int, splits: [String: Int], digest: String? = nil) {
    (self.classes, self.images, self.splits, self.digest) = (classes, images, splits, digest)
  }

  /// What a source has too few or too many of.
  func problems(with source: SourceSet) -> [String] {
    var problems: [String] = []
    func compare(_ what: String, _ found: Int, _ expected: Int) {
      if found != expected { problems.append("has \(found) \(what), not \(expected)") }
    }
    compare("classes", source.classNames.count, classes)
    compare("pictures", source.pictures.count, images)
    let found = Dictionary(grouping: source.pictures, by: \.split).mapValues(\.count)
    for split in Set(splits.keys).union(found.keys).sorted() {
      compare("pictures in the split '\(split)'", found[split] ?? 0, splits[split] ?? 0)
    }
    return problems
  }
}
