/// Which statistics batch normalisation uses while the backbone is not trained.
package struct BatchNormalizationModes: Hashable, Sendable {
  /// The released code leaves these layers in training mode during warm-up.
  package var warmUp = BatchNormalizationMode.train
  package var lastLayer = BatchNormalizationMode.evaluate

  package init() {}
}

/// Where the statistics of a batch normalisation come from.
package enum BatchNormalizationMode: String, CaseIterable, Hashable, Sendable {
  /// Normalise with the batch's statistics and update the running ones.
  case train
  /// Normalise with the running statistics and leave them as they are.
  case evaluate
}
