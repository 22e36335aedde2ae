import Engines
import HeadKernels
package import Networks
package import Tensors

extension BaselineNetwork {
  /// Where a picture [1, 3, S, S] speaks for a class: its class activation map [H, W], and the logits [1, K].
  ///
  /// The map is the class's weights times the features before the mean over cells, so that its mean plus the
  /// class's bias is the logit. The class is the predicted one.
  /// Source: Zhou et al., "Learning deep features for discriminative localization", CVPR 2016.
  package func classActivation(
    _ picture: Tensor
  ) throws(NetworkError) -> (classIndex: Int, map: Tensor, logits: Tensor) {
    let backbone = graph(.backbone)
    // The last node is the mean over cells.
    let features = try parameters.compile(
      backbone.cut(after: backbone.output - 1),
      inputShape: picture.shape,
      mode: .evaluation
    ).forward(picture)
    let logits = try self.logits(picture)
    let classIndex = logits.indicesOfRowMaxima[0]
    let weights = parameters[Self.linearLayerPrefix + "0.weight"].slice(classIndex).values
    let (height, width) = (features.shape[2], features.shape[3])
    let map = Tensor(filling: [height, width]) { map in
      for cell in 0..<height * width { map[cell] = 0 }
      features.withValues { features in
        for (channel, weight) in weights.enumerated() {
          for cell in 0..<height * width {
            map[cell] += weight * features[channel * height * width + cell]
          }
        }
      }
    }
    return (classIndex, map, logits)
  }
}
