/// What the paper reports of several ProtoPNets with their logits added.
package struct PublishedCombination: Equatable, Sendable {
  /// torchvision's names.
  package var architectures: [String]
  /// `VGG-19 + ResNet-34 + DenseNet-121`.
  package var name: String
  /// `bounding boxes` or `full images`; what the networks were trained and tested on.
  package var images: String
  package var result: PublishedResult

  package static func all(of dataset: PublishedDataset) -> [PublishedCombination] {
    let three = (["vgg19", "resnet34", "densenet121"], "VGG-19 + ResNet-34 + DenseNet-121")
    switch dataset {
    case .cub:
      let full = (["vgg19", "densenet121", "densenet161"], "VGG-19 + DenseNet-121 + DenseNet-161")
      return [
        combination(three, "bounding boxes", 84.8, "Table 1"),
        combination(full, "full images", 80.8, "Table 1"),
      ]
    case .cars: return [combination(three, "not stated", 91.4, "section 3")]
    }
  }

  private static func combination(
    _ members: ([String], String),
    _ images: String,
    _ percent: Double,
    _ place: String
  ) -> PublishedCombination {
    PublishedCombination(
      architectures: members.0,
      name: members.1,
      images: images,
      result: PublishedResult(
        percent: percent,
        source: "Chen et al. 2019, \(place)",
        place: members.1
      )
    )
  }
}
