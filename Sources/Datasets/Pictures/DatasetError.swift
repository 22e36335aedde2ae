package import Files

/// A data set that is missing, incomplete or contradictory, or that cannot be written.
package struct DatasetError: ErrorOfWriting, Hashable, CustomStringConvertible {
  /// The data set's name.
  package let dataset: String
  /// Everything found wrong, each with its place and what to do.
  package let problems: [String]

  /// Why a file cannot be written; nil where something else is wrong.
  package let writeFailure: WriteFailure?
  /// The most problems that are listed one by one.
  private static let shownCount = 50

  /// At least one problem, so that no message is empty.
  package init(dataset: String, problems: [String]) {
    precondition(!problems.isEmpty, "an error of data set '\(dataset)' without a problem")
    (self.dataset, self.problems, writeFailure) = (dataset, problems, nil)
  }

  /// A file of the data set that the system does not let this program read.
  package init(dataset: String, _ failure: FileError) {
    let problem = "\(failure.file) cannot be read (\(failure.reason)); \(failure.remedy)"
    self.init(dataset: dataset, problems: [problem])
  }

  /// A file of the data set that cannot be written.
  package init(dataset: String, _ failure: WriteFailure) {
    (self.dataset, problems, writeFailure) = (dataset, [failure.description], failure)
  }

  package var description: String {
    if let writeFailure { return writeFailure.description }
    return problems.count == 1
      ? "data set '\(dataset)': \(problems[0])"
      : (["data set '\(dataset)' has \(problems.count) problems:"] + listing).joined(
        separator: "\n"
      )
  }

  /// The first of many problems, and the last one, which may say what to do about all.
  private var listing: [String] {
    let shown =
      problems.count <= Self.shownCount
      ? problems
      : problems.prefix(Self.shownCount - 1)
        + ["… and \(problems.count - Self.shownCount) more"] + problems.suffix(1)
    return shown.map { "  - \($0)" }
  }
}
