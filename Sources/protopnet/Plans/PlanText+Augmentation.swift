import Datasets
import Experiments
import Foundation
import Recipe
import Runs

extension Plan {
  /// What is made of some training pictures, for a person; nil where nothing is.
  ///
  /// - Throws: `DatasetError` where two copies would have one name, `ImageError` for an unreadable
  ///   picture.
  func augmentationDescription(of dataset: Dataset?, results: URL) throws -> String? {
    guard let declared = experiment.data.augmentation else { return nil }
    let settings = AugmentationSettings(declared)
    let copies = AugmentationOperation.allCases.compactMap { operation in
      settings.copies[operation].flatMap { $0 > 0 ? "\($0) \(operation.rawValue)" : nil }
    }
    let list =
      "\(settings.preset.rawValue): " + copies.joined(separator: ", ")
      + (settings.includesOriginals ? ", originals" : "")
    guard declared.mode == .offline else { return "on the fly, \(list)" }
    guard let dataset,
      let augmentation = try ExperimentData(experiment).offlineAugmentation(
        of: dataset,
        results: results
      )
    else { return "\(settings.slots.count) of every training picture, \(list)" }
    let size = OfflineAugmentation.size(try augmentation.estimatedByteCount())
    return "\(augmentation.count) pictures, about \(size), \(list) "
      + "→ \(augmentation.place.relativePath)"
  }
}
