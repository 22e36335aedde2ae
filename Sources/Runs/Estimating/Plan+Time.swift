import Experiments
import Networks
package import Recipe

extension Plan {
  /// About how many seconds each stage takes on this machine, with the evaluation after it, in order.
  ///
  /// With them, whether they are too long because other work was running; nil where the pictures are not there yet. The convex last layer's solver, prototypes' pictures and
  /// checkpoints, which take little, are not counted, and no stage that another run has computed.
  ///
  /// - Throws: `DatasetError` for unfit pictures, and what measuring throws.
  package func secondsByStage() throws
    -> (stages: [(stage: Stage.ID, seconds: Double)], isDisturbed: Bool)?
  {
    guard let counts = try PictureCounts(experiment) else { return nil }
    let speed = try Calibration.of(self, classCount: counts.classes)
    let times = stages.map { stage in
      (stage.id, seconds(of: stage, counts, speed) + Double(counts.tested) * speed.forward)
    }
    return (times, speed.isDisturbed)
  }

  private func seconds(
    of stage: Stage,
    _ counts: PictureCounts,
    _ speed: Calibration
  ) -> Double {
    func visited(_ length: Length) -> Double {
      switch length {
      case .epochs(let epochs): Double(epochs * counts.train)
      case .steps(let steps): Double(steps * min(experiment.optimizer.batchSize, counts.train))
      }
    }
    let once = Double(counts.train * (experiment.data.flip ? 2 : 1))
    return switch stage {
    case .warmUp(let length):
      Double(initialPatches(counts)) * speed.forward
        + (computesOnce(stage)
          ? once * speed.backbone + visited(length) * speed.warmUp
          : visited(length) * (speed.backbone + speed.warmUp))
    case .joint(_, let length): visited(length) * speed.joint
    case .projection, .pruning: Double(counts.projection) * speed.forward
    case .lastLayer(_, let optimization):
      (computesOnce(stage) ? once : visited(optimization.length)) * speed.forward
    }
  }
}
