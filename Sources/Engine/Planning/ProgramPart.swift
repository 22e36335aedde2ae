import Networks

/// What an instruction belongs to, for measurements of where time goes.
package enum ProgramPart: String, CaseIterable, Sendable {
  /// Products, with transforms and copies of what they read and write.
  case convolution
  /// Batch normalisations with the sums and ReLUs that are fused with them.
  case normalization
  /// Pooling, sums, sigmoids, concatenations, input and output.
  case other
}

extension Operation {
  /// The part that the operation's instructions belong to.
  var part: ProgramPart {
    isConvolution ? .convolution : isNormalization ? .normalization : .other
  }
}
