import ArgumentParser
import Experiments

/// A name on the command line of something that is not there.
enum UnknownName {
  /// The error of an option's value, with what was probably meant and what there is.
  static func error(_ kind: String, _ name: String, known: [String]) -> ValidationError {
    let hint =
      Suggestion.nearest(to: name, among: known).map { " (did you mean '\($0)'?)" } ?? ""
    return ValidationError(
      "there is no \(kind) '\(name)'\(hint); there are \(known.listed(atMost: 20))"
    )
  }
}
