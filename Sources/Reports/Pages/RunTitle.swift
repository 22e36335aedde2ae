package import Experiments

/// The name of a run that tells it from its neighbours: `quickstart · protopnet · vgg13_bn · seed 1`.
package struct RunTitle: Equatable, Sendable {
  package var parts: [String]

  /// `settings` are the labels of the run's cell in a matrix, as far as they are known; those that model and
  /// backbone say already are left out.
  package init(_ record: RunRecord, settings: [String] = []) {
    let model = record.hasPrototypes ? "protopnet" : "baseline"
    let backbone = record.network.architecture.split(separator: " ").first.map(String.init) ?? ""
    let others = settings.filter { $0 != model && $0 != backbone }
    parts = [record.experiment, model, backbone] + others + ["seed \(record.seed)"]
  }

  package var text: String { parts.joined(separator: " · ") }

  /// Without the experiment's name.
  package var short: String { parts.dropFirst().joined(separator: " · ") }

  /// The titles of runs, by their places; equal ones get the beginning of the experiment's digest.
  package static func titles(of records: [(record: RunRecord, settings: [String])]) -> [RunTitle] {
    let titles = records.map { RunTitle($0.record, settings: $0.settings) }
    return zip(records, titles).map { entry, title in
      guard titles.count(where: { $0 == title }) > 1 else { return title }
      var title = title
      title.parts.insert(String(entry.record.experimentDigest.prefix(8)), at: title.parts.count - 1)
      return title
    }
  }
}
