package import Experiments

/// The runs of one experiment, or of one cell of an experiment's matrix: what a row is made of.
package struct RunSet: Sendable {
  package var name: String
  /// What tells the cell from the others of its matrix; empty for a plain experiment.
  package var settings: [Setting]
  /// The experiment as its file declares it; nil for runs that were named by themselves.
  package var experiment: Experiment?
  package var runs: [LoadedRun]
  /// The seeds that the experiment declares; empty where any seed counts.
  package var expectedSeeds: [UInt64]
  /// Published values by the column they stand beside.
  package var published: [Measure: PublishedResult]

  /// The experiment's name, which a matrix's cells share.
  package var experimentName: String {
    experiment?.name ?? runs.first?.record.experiment ?? name
  }

  /// One key of a matrix with its value's label.
  package struct Setting: Equatable, Sendable {
    package var key: String
    package var label: String

    package init(_ key: String, _ label: String) { (self.key, self.label) = (key, label) }
  }

  package init(
    name: String,
    settings: [Setting] = [],
    experiment: Experiment? = nil,
    runs: [LoadedRun],
    expectedSeeds: [UInt64] = [],
    published: [Measure: PublishedResult] = [:]
  ) {
    (self.name, self.settings, self.experiment, self.runs) = (name, settings, experiment, runs)
    (self.expectedSeeds, self.published) = (expectedSeeds, published)
  }
}

extension RunSet {
  /// What a cell of a matrix is called: `both, per-class: 5`.
  ///
  /// A label with a letter speaks for itself; a number has the last part of its key before it, or all
  /// of the key where two keys end alike.
  package static func title(_ settings: [Setting]) -> String {
    func name(_ key: String) -> Substring { key.split(separator: ".").last ?? "" }
    return settings.map { setting in
      let isWord = setting.label.contains(where: \.isLetter)
      if isWord, !["true", "false"].contains(setting.label) { return setting.label }
      let isUnique = settings.count { name($0.key) == name(setting.key) } == 1
      return "\(isUnique ? String(name(setting.key)) : setting.key): \(setting.label)"
    }
    .joined(separator: ", ")
  }
}
