/// Finds the word that was probably meant.
package enum Suggestion {
  /// The nearest of `candidates`, or nil where none is near.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    let scored = candidates.map { ($0, distance(word, $0)) }
    if let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= max(2, word.count / 3) {
      return best.0
    }
    // 'prototype-per-class' is far from 'per-class' by edits, yet plainly meant.
    return candidates.filter { $0.count > 2 && (word.contains($0) || $0.contains(word)) }
      .max { $0.count < $1.count }
  }

  /// The insertions, deletions, substitutions and swaps of neighbours from one word to the other.
  static func distance(_ first: String, _ second: String) -> Int {
    let (first, second) = (Array(first.unicodeScalars), Array(second.unicodeScalars))
    var beforePrevious: [Int] = []
    var previous = Array(0...second.count)
    for i in first.indices {
      var current = [i + 1]
      for j in second.indices {
        let substitution = previous[j] + (first[i] == second[j] ? 0 : 1)
        var best = min(substitution, previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
          best = min(best, beforePrevious[j - 1] + 1)
        }
        current.append(best)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[second.count]
  }
}
