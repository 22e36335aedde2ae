package import Files

/// A file of parameters that cannot be read or written.
package struct CheckpointError: ErrorOfWriting, Hashable, CustomStringConvertible {
  /// The path of the file.
  package let file: String
  /// The dataset, attribute or tensor within the file; empty where the file as a whole is meant.
  package let object: String
  /// What is wrong, a predicate of the object or the file.
  package let problem: String
  /// What to do about it.
  package let remedy: String
  /// Why the file cannot be written; nil where something else is wrong.
  package let writeFailure: WriteFailure?

  package init(file: String, object: String = "", problem: String, remedy: String) {
    (self.file, self.object, self.problem, self.remedy) = (file, object, problem, remedy)
    writeFailure = nil
  }

  /// A file that cannot be written.
  package init(_ failure: WriteFailure) {
    (file, object, writeFailure) = (failure.file, "", failure)
    (problem, remedy) = ("cannot be written (\(failure.reason))", failure.remedy)
  }

  package var description: String {
    if let writeFailure { return writeFailure.description }
    return object.isEmpty
      ? "\(file) \(problem); \(remedy)" : "\(file): '\(object)' \(problem); \(remedy)"
  }
}
