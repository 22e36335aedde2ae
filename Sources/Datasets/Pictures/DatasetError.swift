/// A data set that is missing, incomplete or contradictory; always "missing or unreadable data".
package struct DatasetError: Error, Hashable, CustomStringConvertible {
  /// The data set's name.
  package let dataset: String
  /// Everything found wrong, each with its place and what to do.
  package let problems: [String]

  package init(dataset: String, problems: [String]) {
    (self.dataset, self.problems) = (dataset, problems)
  }

  package var description: String {
    problems.count == 1
      ? "data set '\(dataset)': \(problems[0])"
      : (["data set '\(dataset)' has \(problems.count) problems:"] + problems.map { "  - \($0)" })
        .joined(separator: "\n")
  }
}
