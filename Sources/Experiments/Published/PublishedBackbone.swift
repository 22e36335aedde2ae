/// What is published of one backbone: ProtoPNet, and the backbone with its own classifier.
package struct PublishedBackbone: Equatable, Sendable {
  /// The key `backbone.architecture` of experiment files, torchvision's name.
  package var architecture: String
  /// As the paper writes it.
  package var name: String
  package var protoPNet: PublishedResult?
  package var baseline: PublishedResult?

  /// The backbones of a data set's table, in the paper's order.
  ///
  /// The supplement's table of Stanford Cars was not at hand: one of its figures is known through
  /// another paper, and the others are left out rather than guessed.
  package static func all(of dataset: PublishedDataset) -> [PublishedBackbone] {
    switch dataset {
    case .cub:
      [
        cub("vgg16", "VGG-16", (76.1, 0.2), (74.6, 0.2)),
        cub("vgg19", "VGG-19", (78.0, 0.2), (75.1, 0.4)),
        cub("resnet34", "ResNet-34", (79.2, 0.1), (82.3, 0.3)),
        cub("resnet152", "ResNet-152", (78.0, 0.3), (81.5, 0.4)),
        cub("densenet121", "DenseNet-121", (80.2, 0.2), (80.5, 0.1)),
        cub("densenet161", "DenseNet-161", (80.1, 0.3), (82.2, 0.2)),
      ]
    case .cars:
      [
        PublishedBackbone(
          architecture: "densenet161",
          name: "DenseNet-161",
          protoPNet: PublishedResult(
            percent: 89.5,
            0.2,
            source: "ProtoViT (Ma et al. 2024), Table 2, which lends it from Chen et al. 2019",
            place: "DenseNet-161, ProtoPNet"
          )
        )
      ]
    }
  }

  /// What is published of an architecture, by torchvision's name.
  package static func of(_ architecture: String, _ dataset: PublishedDataset) -> PublishedBackbone?
  {
    all(of: dataset).first { $0.architecture == architecture }
  }

  private static func cub(
    _ architecture: String,
    _ name: String,
    _ protoPNet: (Double, Double),
    _ baseline: (Double, Double)
  ) -> PublishedBackbone {
    func result(_ percent: (Double, Double), _ column: String) -> PublishedResult {
      PublishedResult(
        percent: percent.0,
        percent.1,
        source: "Chen et al. 2019, Table 1 (CUB-200-2011, cropped)",
        place: "\(name), \(column)"
      )
    }
    return PublishedBackbone(
      architecture: architecture,
      name: name,
      protoPNet: result(protoPNet, "ProtoPNet"),
      baseline: result(baseline, "baseline")
    )
  }
}
