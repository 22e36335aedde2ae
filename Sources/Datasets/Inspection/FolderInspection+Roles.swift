import Files
import Foundation

extension FolderInspection {
  /// Which of a folder's splits trains, which tests and which validates, by what they are called.
  package struct Roles: Sendable {
    package let train: Split
    package let test: Split?
    package let validation: Split?
  }

  /// The splits' roles; a validation split stands in for a test split that is not there.
  ///
  /// A single split trains unless it is called like another. A name that is given decides.
  ///
  /// - Throws: Where a given name is no split, or several splits leave it open which one trains.
  package func roles(
    train: String? = nil,
    test: String? = nil,
    validation: String? = nil
  ) throws(DatasetError) -> Roles {
    func given(_ name: String?) throws(DatasetError) -> Split? {
      guard let name else { return nil }
      guard let split = splits.first(where: { ByteName($0.name) == ByteName(name) }) else {
        throw problem("has no split '\(name)'; \(found)")
      }
      return split
    }
    func called(_ family: SplitNames.Family) -> Split? {
      splits.first { SplitNames.family(of: $0.name) == family }
    }
    let single = splits.count == 1 && SplitNames.family(of: splits[0].name) == nil ? splits[0] : nil
    let training = try given(train) ?? called(.train) ?? single
    guard let training else {
      throw problem("does not tell which pictures to train on; \(found), so name one with --train")
    }
    func other(_ split: Split?) -> Split? {
      split.flatMap { ByteName($0.name) == ByteName(training.name) ? nil : $0 }
    }
    let tests = try given(test) ?? other(called(.test))
    let validates = try given(validation) ?? other(called(.validation))
    guard let tests else { return Roles(train: training, test: validates, validation: nil) }
    return Roles(train: training, test: tests, validation: validates)
  }

  private var found: String {
    splits.map(\.name) == [""]
      ? "it holds the classes themselves"
      : "there is \(splits.map { "'\($0.name)'" }.joined(separator: ", "))"
  }

  private func problem(_ text: String) -> DatasetError {
    DatasetError(dataset: root.relativePath, problems: ["\(root.path) \(text)"])
  }
}
