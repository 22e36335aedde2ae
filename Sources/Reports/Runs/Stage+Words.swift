package import Recipe

extension Stage.Kind {
  /// `last layer`, as a person says it.
  var words: String { self == .warmUp ? rawValue : rawValue.replacing("-", with: " ") }

  /// `L`, for places where no word fits.
  package var abbreviation: String { self == .pruning ? "Pr" : rawValue.prefix(1).uppercased() }
}

extension Stage.ID {
  /// `joint 2`, as short as it stays plain.
  package var short: String { cycle.map { "\(kind.words) \($0)" } ?? kind.words }

  /// `J2`, for places where no word fits.
  package var abbreviation: String { kind.abbreviation + (cycle.map { "\($0)" } ?? "") }
}
