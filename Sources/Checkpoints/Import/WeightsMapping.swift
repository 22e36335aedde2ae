/// How the names in a foreign file say which parameter of a backbone a tensor is.
package enum WeightsMapping: String, CaseIterable, Sendable {
  /// torchvision's names, which are timm's, too; the classifier's parameters and counters of batches are left out.
  case torchvision
  /// Names with `block1_conv1`, as Keras' VGG models have them, for input in BGR less Caffe's means.
  case kerasVGG = "keras-vgg"

  /// What the weights expect of their input, with the channels in the order red, green, blue.
  package var normalization: InputNormalization {
    switch self {
    case .torchvision: .torchvision
    case .kerasVGG: .caffe
    }
  }

  /// The name that torchvision has today for what a file calls otherwise.
  static func presentName(_ name: String) -> String {
    // Files of before 2018 call a dense layer's parts `norm.1` and so on.
    let present = name.replacing(
      /(denselayer\d+\.(?:norm|conv))\.(?=[12]\.)/,
      with: { String($0.1) }
    )
    // timm flattens networks that it takes features from.
    guard present.contains("features_") else { return present }
    return present.replacing(/(^|\.)features_(?=\d+\.|conv0|norm|denseblock|transition)/) {
      "\($0.1)features."
    }
  }
}
