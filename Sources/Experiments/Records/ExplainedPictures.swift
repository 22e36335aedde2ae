/// Explanations of several pictures, one after the other.
package struct ExplainedPictures: Codable, Equatable, Sendable {
  package var checkpoints: [String]
  package var pictures: [Entry]

  package init(checkpoints: [String], pictures: [Entry] = []) {
    (self.checkpoints, self.pictures) = (checkpoints, pictures)
  }

  /// One picture: its explanation, or why there is none.
  package struct Entry: Codable, Equatable, Sendable {
    package var image: String
    /// The class that the picture's folder names; nil where it names none.
    package var label: String?
    /// Its page relative to the index; nil where no pages were written.
    package var page: String?
    package var explanation: Explanation?
    /// Why the picture could not be explained.
    package var problem: String?

    package init(
      image: String,
      label: String? = nil,
      page: String? = nil,
      explanation: Explanation? = nil,
      problem: String? = nil
    ) {
      (self.image, self.label, self.page) = (image, label, page)
      (self.explanation, self.problem) = (explanation, problem)
    }

    /// Whether the explained class is predicted and the folder's; nil where that is not known.
    package var isCorrect: Bool? {
      guard let label, let explanation, explanation.isPredicted else { return nil }
      return Array(label.utf8) == Array(explanation.className.utf8)
    }
  }
}
