/// The data sets of the paper's tables.
package enum PublishedDataset: String, CaseIterable, Sendable {
  case cub = "CUB-200-2011"
  case cars = "Stanford Cars"

  /// Known by its numbers of classes and of test images, as folders may have any name.
  package init?(_ data: RunRecord.DataSummary) {
    let testCount = data.splits.first { $0.name == "test" }?.imageCount
    switch (data.classNames.count, testCount) {
    case (200, 5794): self = .cub
    case (196, 8041): self = .cars
    default: return nil
    }
  }

  /// How the pictures of its published figures were prepared, where the paper says so.
  package var preparation: String? {
    self == .cub ? "cropped to their bounding boxes" : nil
  }
}
