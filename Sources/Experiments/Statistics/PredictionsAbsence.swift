/// Why runs cannot be compared or combined image by image.
package enum PredictionsAbsence: String, Error, Equatable, Sendable {
  case notRun = "not run"
  /// A run left no file of its test images' logits, or the file is gone.
  case noPredictions = "no predictions kept"
  case noCommonSeed = "no common seed"
  /// The runs were tested on different images or classes.
  case otherImages = "other test images"
}
