/// One thing wrong with a published data set, in words that name its place.
struct SourceProblem: Error, Equatable {
  let text: String

  init(_ text: String) { self.text = text }
}
