import Digests
import Images
import Tensors

/// One augmented copy of a picture per pass of training, drawn while the picture is loaded.
///
/// A pass draws one of the results that `OfflineAugmentation` would make, each as likely as the others,
/// with parameters of its own. They depend on (seed, path of the picture, pass) alone.
package struct OnTheFlyAugmentation: Sendable, Hashable {
  package let settings: AugmentationSettings

  package init(_ settings: AugmentationSettings) {
    precondition(!settings.slots.isEmpty, "an augmentation without copies")
    self.settings = settings
  }

  /// What a pass makes of a picture of some extents; nil where it shows the picture as it is.
  package func augmentation(
    of path: String,
    width: Int,
    height: Int,
    pass: String
  ) -> Augmentation? {
    let source = SHA256Digest(path)
    var choice = RandomStream(seed: settings.seed, purpose: "augmentation choice \(source) \(pass)")
    let slots = settings.slots
    guard case .copy(let operation, let copy) = slots[choice.integer(below: slots.count)] else {
      return nil
    }
    var stream = Augmentation.stream(
      seed: settings.seed,
      source: source,
      operation: operation,
      copy: copy,
      pass: pass
    )
    return Augmentation(operation, settings.preset, width: width, height: height, from: &stream)
  }

  /// The picture as a pass shows it, of the same extents.
  func apply(to image: Image, path: String, pass: String) -> Image {
    augmentation(of: path, width: image.width, height: image.height, pass: pass)?
      .apply(to: WarpSource(image)) ?? image
  }
}
