package import Files

/// A data set that is missing, incomplete or contradictory, or that cannot be written.
package struct DatasetError: ErrorOfWriting, Hashable, CustomStringConvertible {
  /// The data set's name.
  package let dataset: String
  /// Everything found wrong, each with its place and what to do.
  package let problems: [String]

  /// Why a file cannot be written; nil where something else is wrong.
  package let writeFailure: WriteFailure?

  package init(dataset: String, problems: [String]) {
    (self.dataset, self.problems, writeFailure) = (dataset, problems, nil)
  }

  /// A file of the data set that cannot be written.
  package init(dataset: String, _ failure: WriteFailure) {
    (self.dataset, problems, writeFailure) = (dataset, [failure.description], failure)
  }

  package var description: String {
    if let writeFailure { return writeFailure.description }
    return problems.count == 1
      ? "data set '\(dataset)': \(problems[0])"
      : (["data set '\(dataset)' has \(problems.count) problems:"] + problems.map { "  - \($0)" })
        .joined(separator: "\n")
  }
}
