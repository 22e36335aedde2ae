import Experiments

/// Where a cell's number comes from, down to the field of the record and the checkpoint's digest.
package struct Provenance: Codable, Equatable, Sendable {
  /// One per run, in the order of the estimate's values.
  package var sources: [Source]

  package init(_ sources: [Source]) { self.sources = sources }

  /// One number of one run's record.
  package struct Source: Codable, Equatable, Sendable {
    /// `<experiment>/<run-id>`.
    package var run: String
    package var seed: UInt64
    /// The split the number was measured on; nil where it is of the network, not of pictures.
    package var split: String?
    /// The stage after which it was measured; nil where it holds for the whole run.
    package var stage: String?
    /// The place in `record.json`, `stages[3].evaluation.correctCount / imageCount`.
    package var field: String
    /// The run's own value, as stored; nil for words.
    package var value: Double?
    package var experimentDigest: String
    package var checkpoint: String?
    package var checkpointDigest: String?
    /// The file of predictions that the number was computed from, and its SHA-256; nil for numbers that
    /// the record holds.
    package var evidence: String?
    package var evidenceDigest: String?
  }

  /// A few words for a tooltip: stage, split, and each run with its checkpoint.
  package var summary: String {
    var parts: [String] = []
    if let stage = shared(\.stage) { parts.append("after \(stage)") }
    if let split = shared(\.split) { parts.append("\(split) split") }
    if let field = shared(\.field) { parts.append("record.json \(field)") }
    if let digest = shared(\.experimentDigest) { parts.append("experiment \(digest.prefix(12))") }
    for source in sources {
      var text = "\(source.run), seed \(source.seed)"
      if let digest = source.checkpointDigest { text += ", checkpoint \(digest.prefix(12))" }
      parts.append(text)
    }
    return parts.joined(separator: "; ")
  }

  /// What all sources have in common; differing values are named one after another.
  private func shared(_ key: (Source) -> String?) -> String? {
    var values: [String] = []
    for value in sources.compactMap(key) where !values.contains(value) { values.append(value) }
    return values.isEmpty ? nil : values.joined(separator: " and ")
  }
}

extension LoadedRun {
  /// What a table computed from the reported stage's predictions.
  func predictionsSource(value: Double?) -> Provenance.Source? {
    guard let index = record.reportedStage else { return nil }
    let stage = record.stages[index]
    var source = source(
      field: "predictions",
      value: value,
      stage: index,
      split: stage.evaluation.split
    )
    source.evidence = stage.predictions?.path
    source.evidenceDigest = stage.predictions?.digest
    return source
  }

  /// Where a number of this run's record comes from.
  func source(
    field: String,
    value: Double?,
    stage index: Int? = nil,
    split: String? = nil
  ) -> Provenance.Source {
    let stage = index.map { record.stages[$0] }
    return Provenance.Source(
      run: name,
      seed: record.seed,
      split: split,
      stage: stage?.name,
      field: index.map { "stages[\($0)].\(field)" } ?? field,
      value: value,
      experimentDigest: record.experimentDigest,
      checkpoint: stage?.checkpoint,
      checkpointDigest: stage?.checkpointDigest
    )
  }
}
