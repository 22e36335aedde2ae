import Networks

extension Experiment.Backbone {
  /// torchvision's name of the architecture, `vgg16`.
  package var name: String { architecture.rawValue }
}
