/// How the names in a foreign file say which parameter of a backbone a tensor is.
package enum WeightsMapping: String, CaseIterable, Sendable {
  /// torchvision's names; the classifier's parameters and counters of batches are left out.
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
}
