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

  /// A file that the system does not let this program read.
  package init(_ failure: FileError) {
    self.init(
      file: failure.file,
      problem: "cannot be opened (\(failure.reason))",
      remedy: failure.remedy
    )
  }

  /// A file that only a later version of this program can read.
  init(newer file: String, found: Int, known: Int) {
    self.init(
      file: file,
      problem:
        "was written by a newer version of this program: its format has version \(found), and "
        + "this program reads version \(known)",
      remedy: "read it with the program that wrote it, or update this one"
    )
  }

  package var description: String {
    if let writeFailure { return writeFailure.description }
    return object.isEmpty
      ? "\(file) \(problem); \(remedy)" : "\(file): '\(object)' \(problem); \(remedy)"
  }
}
