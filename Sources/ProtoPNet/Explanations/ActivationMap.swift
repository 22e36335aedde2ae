import Images
package import Networks
package import Tensors

/// Where in an image a prototype finds itself: the similarities of its patches, at the image's extents.
///
/// Source: paper §2.3; push.py and local_analysis.py.
package struct ActivationMap: Sendable {
  /// The similarities upsampled to pixels, [height, width].
  package let upsampled: Tensor
  /// The box around the highest five percent of the pixels.
  package let box: PixelBox

  /// Creates the map of similarities [H', W'] for an image of these extents in pixels.
  ///
  /// Upsampling is the released code's, bicubic.
  package init(similarities: Tensor, imageHeight: Int, imageWidth: Int) {
    self.init(similarities: similarities) {
      BicubicUpsampling.upsample($0, height: imageHeight, width: imageWidth)
    }
  }

  /// Creates a map; `upsample` enlarges the similarities [H', W'] to the image's extents.
  package init(similarities: Tensor, upsample: (_ similarities: Tensor) throws -> Tensor) rethrows {
    precondition(similarities.shape.rank == 2, "similarities \(similarities.shape) of no map")
    upsampled = try upsample(similarities)
    box = PixelBox.highActivation(of: upsampled)
  }

  /// The map scaled to 0…1 for colours, [height, width]; all 0 where the map is constant.
  package var heat: Tensor {
    let values = upsampled.values
    let lowest = values.min() ?? 0
    let extent = (values.max() ?? 0) - lowest
    return Tensor(filling: upsampled.shape) { heat in
      for index in values.indices {
        heat[index] = extent > 0 ? (values[index] - lowest) / extent : 0
      }
    }
  }
}
