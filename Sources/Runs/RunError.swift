package import Files

/// A run that cannot start or go on, apart from bad experiments and bad data.
package enum RunError: ErrorOfWriting, Equatable, CustomStringConvertible {
  /// A folder or file of the run cannot be written.
  case unwritable(WriteFailure)
  /// The checkpoint that a run goes on from is not the one it wrote.
  case changedCheckpoint(String)
  /// The pictures are not those that the run began with.
  case changedData(split: String, run: String)
  /// The weights are not those that the run began with.
  case changedWeights(run: String)
  /// A checkpoint does not fit what it is used for.
  case unfit(checkpoint: String, problem: String)
  /// A run is not of the experiment that it is held against.
  case otherExperiment(run: String, file: String)
  /// A projection did to some images what Theorem 2.1 or a certificate excludes.
  case violatedTheorem(images: [String], evidence: String)
  /// A stage would need more memory than can be had.
  case memory(String)
  /// Ranks that cannot perform the run together.
  case ranks(String)
  /// A variable of the environment is no amount of memory.
  case variable(name: String, value: String)

  package var writeFailure: WriteFailure? {
    if case .unwritable(let failure) = self { failure } else { nil }
  }

  package var description: String {
    switch self {
    case .unwritable(let failure): failure.description
    case .changedCheckpoint(let path):
      """
      \(path) is missing or was changed since it was written, so the run cannot go on from it; \
      remove the run's folder to start over
      """
    case .changedData(let split, let run):
      """
      the pictures of split '\(split)' are not those that the run in \(run) began with; restore \
      them, or remove the run's folder to start over
      """
    case .changedWeights(let run):
      """
      the weights are not those that the run in \(run) began with; restore them, or remove the \
      run's folder to start over
      """
    case .unfit(let checkpoint, let problem): "\(checkpoint): \(problem)"
    case .otherExperiment(let run, let file):
      "the run in \(run) is of another experiment than \(file): their digests differ"
    case .memory(let shortage): shortage
    case .ranks(let problem): problem
    case .variable(let name, let value):
      "\(name)=\(value) is no amount of memory; write it as 500M or 4G, 0 for none"
    case .violatedTheorem(let images, let evidence):
      """
      Theorem 2.1 or the direct certificate is violated on \(images.count) images, the first one \
      '\(images.first ?? "")': this is a bug; please report it with \(evidence)
      """
    }
  }
}
