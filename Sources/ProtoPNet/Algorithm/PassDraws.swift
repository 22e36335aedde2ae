import Recipe
import Tensors

/// What is drawn anew in every pass over the training images: their order, and which are mirrored.
///
/// All of it follows from (seed, stage, pass) and an image's index.
struct PassDraws {
  let seed: UInt64
  let stage: Stage
  /// Counted from 0 within the stage.
  let pass: Int
  let flips: Bool
  let shuffles: Bool

  init(_ settings: TrainingSettings, _ stage: Stage, pass: Int) {
    (seed, flips, shuffles) = (settings.seed, settings.flips, settings.shuffles)
    (self.stage, self.pass) = (stage, pass)
  }

  /// What on-the-fly augmentation draws by.
  var name: String { "\(stage.name) \(pass)" }

  /// The images' order.
  func order(of imageCount: Int) -> [Int] {
    guard shuffles else { return Array(0..<imageCount) }
    var stream = RandomStream(seed: seed, purpose: "shuffle \(stage.name)", epoch: pass)
    return stream.permutation(of: imageCount)
  }

  /// Whether an image is mirrored.
  func isMirrored(_ index: Int) -> Bool {
    guard flips else { return false }
    var stream = RandomStream(seed: seed, purpose: "flip \(stage.name)", epoch: pass, index: index)
    return stream.integer(below: 2) == 1
  }
}
