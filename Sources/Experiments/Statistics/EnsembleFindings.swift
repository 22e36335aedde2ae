/// What the subsets of several networks achieve together.
package struct EnsembleFindings: Equatable, Sendable {
  /// At least two members each; smaller subsets first.
  package var results: [EnsembleResult]
  /// Why a network is in no subset, by its place in the list.
  package var absences: [Int: PredictionsAbsence]
  /// Whether there are so many networks that only pairs and all together were formed.
  package var isLimited: Bool

  package init(
    results: [EnsembleResult] = [],
    absences: [Int: PredictionsAbsence] = [:],
    isLimited: Bool = false
  ) {
    (self.results, self.absences, self.isLimited) = (results, absences, isLimited)
  }

  /// Of more networks than this, whose subsets nobody could read, only some are formed.
  package static let networkLimit = 6
}
