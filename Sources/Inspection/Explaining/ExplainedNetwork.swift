import Checkpoints
import Experiments
import Foundation
import Images
import Networks
import ProtoPNet
import Runs
import Tensors

/// One ProtoPNet of an ensemble that explains what it says of a picture.
struct ExplainedNetwork {
  let restored: RestoredNetwork
  let network: PrototypeNetwork
  /// For every prototype, the others that are equal to it.
  let duplicates: [[Int]]

  /// Reads a checkpoint.
  ///
  /// - Throws: As ``RestoredNetwork/init(contentsOf:allowingNonFinite:)``, and ``RunError`` for a baseline.
  init(checkpoint: URL, allowingNonFinite: Bool) throws {
    restored = try RestoredNetwork(contentsOf: checkpoint, allowingNonFinite: allowingNonFinite)
    guard case .protopnet(let network) = restored.network else {
      throw RunError.unfit(
        checkpoint: restored.name,
        problem: "holds a baseline, which has no prototypes to explain anything with"
      )
    }
    self.network = network
    duplicates = network.head.prototypeLayer.duplicates
  }

  var layer: PrototypeLayer { network.head.prototypeLayer }

  /// What the prototypes are at the checkpoint's stage.
  var state: Explanation.PrototypeState {
    guard restored.sources != nil else { return .free }
    let stage = restored.metadata.stage
    return stage.hasSuffix("joint") || stage.hasSuffix("warm-up") ? .moved : .patches
  }

  /// What the network makes of one picture.
  struct Reading {
    /// The picture at the network's size, and as the network's input [1, 3, S, S].
    let picture: Image
    let input: Tensor
    /// [1, D, H, W].
    let latent: Tensor
    let output: PrototypeHead.Output
  }

  func read(_ image: Image) throws -> Reading {
    let picture = restored.transform.resize(image)
    let input = restored.transform.input(of: picture)
    let latent = try network.evaluate(.whole, input)
    return Reading(
      picture: picture,
      input: input,
      latent: latent,
      output: network.head.forward(latent)
    )
  }

  /// Where in the picture prototypes find themselves, in the order of `prototypes`.
  ///
  /// - Throws: ``RunError`` where similarities are no numbers.
  func maps(of prototypes: [Int], in reading: Reading) throws(RunError) -> [ActivationMap] {
    let similarities = layer.similarities(to: reading.latent, prototypes: prototypes)
    guard similarities.isFinite else {
      throw RunError.unfit(
        checkpoint: restored.name,
        problem: "similarities to the picture are no numbers (NaN or infinite); "
          + restored.nonFiniteText
      )
    }
    return prototypes.indices.map { place in
      ActivationMap(
        similarities: similarities.slice(place),
        imageHeight: reading.picture.height,
        imageWidth: reading.picture.width
      )
    }
  }

  /// The logits [K] of the picture without the pixels of some boxes, in shares of its height and width.
  ///
  /// Hidden pixels are 0 after normalisation, the mean colour.
  func logits(_ reading: Reading, hiding boxes: [[Double]]) throws -> (logits: Tensor, area: Double)
  {
    let size = restored.transform.imageSize
    var (input, count) = (reading.input, 0)
    var isHidden = [Bool](repeating: false, count: size * size)
    for box in boxes {
      let edges = box.map { Int((min(max($0, 0), 1) * Double(size)).rounded()) }
      for row in edges[0]..<edges[1] {
        for column in edges[2]..<edges[3] {
          isHidden[row * size + column] = true
        }
      }
    }
    input.withMutableValues { values in
      for (pixel, hidden) in isHidden.enumerated() where hidden {
        count += 1
        for channel in 0..<3 { values[channel * size * size + pixel] = 0 }
      }
    }
    let output = network.head.forward(try network.evaluate(.whole, input))
    return (output.logits.slice(0), Double(count) / Double(size * size))
  }

  /// Row and column on the map of the picture's patch that is nearest to a prototype.
  func cell(of prototype: Int, in reading: Reading) -> [Int] {
    let width = reading.latent.shape[3] - layer.prototypes.shape[3] + 1
    let cell = Int(reading.output.minimumDistances.cells[prototype])
    return [cell / width, cell % width]
  }
}
