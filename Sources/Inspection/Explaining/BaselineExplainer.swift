import Checkpoints
import Experiments
package import Foundation
import Images
import ProtoPNet
import Runs
import Tensors

/// A baseline that shows where it looks, beside the networks that say why.
package struct BaselineExplainer {
  private let restored: RestoredNetwork
  private let network: BaselineNetwork

  /// - Throws: As ``CheckpointEvaluator/init(checkpoint:allowingNonFinite:)``, and ``RunError`` for a network
  ///   with prototypes.
  package init(checkpoint: URL, allowingNonFinite: Bool = false) throws {
    restored = try RestoredNetwork(contentsOf: checkpoint, allowingNonFinite: allowingNonFinite)
    guard case .baseline(let network) = restored.network else {
      throw RunError.unfit(
        checkpoint: restored.name,
        problem: "holds a network with prototypes, and a class activation map is of a baseline"
      )
    }
    self.network = network
  }

  /// The class activation map of the class that the baseline predicts, drawn into a folder.
  ///
  /// Colours go from 0 to the map's highest value. `member` and `prototype` stand for part attention.
  func attention(
    of image: Image,
    folder: PictureFolder,
    member: Int,
    prototype: Int
  ) throws -> Explanation.Attention {
    let picture = restored.transform.resize(image)
    let (classIndex, map, logits) = try network.classActivation(
      restored.transform.input(of: picture)
    )
    guard map.isFinite, logits.isFinite else {
      throw RunError.unfit(
        checkpoint: restored.name,
        problem: "its logits are no numbers (NaN or infinite); \(restored.nonFiniteText)"
      )
    }
    let upsampled = BicubicUpsampling.upsample(map, height: picture.height, width: picture.width)
    let high = max(upsampled.values.max() ?? 0, .leastNormalMagnitude)
    return Explanation.Attention(
      checkpoint: restored.name,
      className: restored.metadata.classNames[classIndex],
      logit: Double(logits[0, classIndex]),
      classActivation: try folder.write("class-activation") {
        picture.overlay(heat: upsampled, on: HeatScale(low: 0, high: high))
      },
      member: member,
      prototype: prototype
    )
  }
}
