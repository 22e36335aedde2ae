import Recipe
import Testing

@Suite("Falling learning rates")
struct DecayTests {
  @Test("counted from zero, the first units have the full rate")
  func countingFromZero() {
    let decay = Decay(every: .epochs(5), factor: 0.5)
    let factors = (0..<11).map { decay.factor(epochs: $0, steps: 1000) }
    #expect(factors == [1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25])
  }

  @Test("counted from one, the rate falls one unit earlier")
  func countingFromOne() {
    let decay = Decay(every: .steps(5), factor: 0.5, convention: .countingFromOne)
    let factors = (0..<10).map { decay.factor(epochs: 1000, steps: $0) }
    #expect(factors == [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25])
  }
}
