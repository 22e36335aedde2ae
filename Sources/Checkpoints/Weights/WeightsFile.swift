package import Tensors

/// A file with the pretrained parameters of a whole backbone, in this program's format.
package struct WeightsFile: Equatable, Sendable {
  /// The backbone by torchvision's name, such as `vgg16`.
  package var architecture: String
  /// What the parameters expect of their input.
  package var normalization: InputNormalization
  package var source: Source
  /// By torchvision's names, such as `features.0.weight`.
  package var parameters: [String: Tensor]

  package init(
    architecture: String,
    normalization: InputNormalization,
    source: Source,
    parameters: [String: Tensor]
  ) {
    (self.architecture, self.normalization) = (architecture, normalization)
    (self.source, self.parameters) = (source, parameters)
  }

  /// The file that the parameters were imported from.
  package struct Source: Hashable, Sendable {
    /// The file's name, without its folder.
    package var file: String
    /// The SHA-256 of the file, 64 hexadecimal digits.
    package var digest: String

    package init(file: String, digest: String) { (self.file, self.digest) = (file, digest) }
  }

  /// All but the parameters' values.
  package struct Header: Hashable, Sendable {
    package let architecture: String
    package let normalization: InputNormalization
    package let source: Source
    /// By the parameters' names.
    package let shapes: [String: Shape]
  }

  package var header: Header {
    Header(
      architecture: architecture,
      normalization: normalization,
      source: source,
      shapes: parameters.mapValues(\.shape)
    )
  }
}
