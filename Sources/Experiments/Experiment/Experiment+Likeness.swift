extension Experiment {
  /// Whether two experiments declare the same apart from names, seeds and the numbers at some keys.
  ///
  /// Keys are paths such as `coefficients.cluster` whose numbers may be 0.
  ///
  /// - Throws: ``ExperimentError`` where 0 is no value for a key.
  package func equals(
    _ other: Experiment,
    apartFrom keys: [String]
  ) throws(ExperimentError) -> Bool {
    let options = ["name=any"] + keys.map { "\($0)=0" }
    let own = try Experiment(yaml: resolvedYAML, file: file, options: options)
    return try own.digest
      == Experiment(yaml: other.resolvedYAML, file: other.file, options: options).digest
  }
}
