import Experiments
import Testing

struct ErrorAnalysisTests {
  private func analysis(_ labels: [Int], _ logits: [[Float]]) -> ErrorAnalysis {
    ErrorAnalysis(
      classNames: ["a", "b", "c"],
      images: labels.indices.map { "\($0).png" },
      labels: labels,
      logits: logits.flatMap(\.self)
    )
  }

  @Test func countsClassesAndConfusions() {
    let errors = analysis(
      [0, 0, 1, 1, 1, 2],
      [[2, 0, 0], [0, 1, 0], [3, 0, 0], [1, 0, 0], [0, 5, 0], [1, 1, 1]]
    )
    #expect(errors.imageCount == 6 && errors.correctCount == 2)
    #expect(errors.classes.map(\.imageCount) == [2, 3, 1])
    #expect(errors.classes.map(\.correctCount) == [1, 1, 0])
    // Of equal logits the first counts, as for accuracies.
    #expect(errors.classes.map(\.predictedCount) == [4, 2, 0])
    #expect(
      errors.confusions.map { [$0.actual, $0.predicted, $0.count] }
        == [[1, 0, 2], [0, 1, 1], [2, 0, 1]]
    )
    #expect(errors.mistakes.map(\.image) == ["2.png", "1.png", "3.png", "5.png"])
    #expect(abs(errors.mistakes[3].probability - 1.0 / 3) < 1e-12)
    #expect(errors.typical?.image == "0.png")
  }

  /// By hand: softmax of [log 3, 0] is 3/4; two of three such images are right.
  @Test func calibrationIsGuos() throws {
    let sure = Float(1.098_612_288_668_109_7)
    let errors = ErrorAnalysis(
      classNames: ["a", "b"],
      images: ["1", "2", "3", "4"],
      labels: [0, 0, 1, 1],
      logits: [sure, 0, sure, 0, sure, 0, 0, 0.01]
    )
    let calibration = errors.calibration
    #expect(calibration.bins.count == 15 && calibration.imageCount == 4)
    // 0.75 lies in the bin of 11/15 to 12/15, 0.5025 in that of 7/15 to 8/15.
    #expect(calibration.bins[11].imageCount == 3 && calibration.bins[11].correctCount == 2)
    #expect(calibration.bins[7].imageCount == 1)
    let last = 1 / (1 + 0.990_049_833_749_168)
    let expected = 0.75 * abs(2.0 / 3 - 0.75) + 0.25 * abs(1 - last)
    #expect(abs(try #require(calibration.expectedError) - expected) < 1e-7)
  }

  @Test func binsHoldTheirUpperEnds() {
    var calibration = Calibration(binCount: 10)
    for confidence in [0, 0.1, 0.100001, 1] {
      calibration.add(confidence: confidence, isCorrect: true)
    }
    #expect(calibration.bins.map(\.imageCount) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 1])
    #expect(Calibration().expectedError == nil)
  }

  @Test func imagesWithoutNumbersAreOfNoClass() {
    let errors = analysis([0, 1], [[.nan, 0, 0], [0, .infinity, 0]])
    #expect(errors.notNumberCount == 1 && errors.correctCount == 1)
    #expect(errors.mistakes.isEmpty && errors.classes[0].correctCount == 0)
    #expect(errors.typical?.probability == 1)
  }

  @Test func noImagesAreNoErrors() {
    let errors = analysis([], [])
    #expect(errors.imageCount == 0 && errors.typical == nil)
    #expect(errors.calibration.meanConfidence == nil)
  }
}
