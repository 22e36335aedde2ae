import Checkpoints
import Experiments
import Foundation
import ProtoPNet
import Ranks
import Recipe
import Tensors

/// Saves the stage under way in the run's folder, so that an interrupted run goes on inside it.
final class StageSaves: StageKeeper {
  private let directory: RunDirectory
  private let policy: Experiment.Checkpoints
  private let interruption: Interruption
  private let stage: Stage.ID
  /// Whether this process writes; of several ranks only the first one does.
  private let writes: Bool
  /// All that a save must agree in with the stage that goes on from it.
  private let identity: [String: String]
  /// Where the stage has been computed so far, this process's place last.
  private var environments: [String]
  private var number = 0
  private var lastSave = ContinuousClock.now
  private var steps = 0
  private var passes = 0

  /// The share of the time between two saves after which the end of a pass is worth one.
  private static let shareAtPass = 1.0 / 3

  init(
    of stage: Stage.ID,
    in directory: RunDirectory,
    _ policy: Experiment.Checkpoints,
    identity: [String: String],
    environment: String,
    writes: Bool = true,
    interruption: Interruption
  ) {
    self.writes = writes
    (self.directory, self.policy, self.interruption) = (directory, policy, interruption)
    (self.stage, self.identity, environments) = (stage, identity, [environment])
  }

  // MARK: - Saving

  /// The first rank's clock decides, and a signal that any rank got asks all of them.
  func isDue(after boundary: StageProgress.Boundary, among ranks: any RankGroup) -> Bool {
    if boundary == .pass { passes += 1 } else { steps += 1 }
    let signal = interruption.request.map(Int.init) ?? 0
    let own = signal > 0 ? 1 + signal : writes && isDue(after: boundary) ? 1 : 0
    let wish = ranks.maximum(own)
    if wish > 1, signal == 0 { interruption.request(Int32(wish - 1)) }
    return wish > 0
  }

  private func isDue(after boundary: StageProgress.Boundary) -> Bool {
    switch policy.every {
    case .steps(let count): return steps >= count
    case .passes(let count): return passes >= count
    case .time(let seconds):
      let share = boundary == .pass ? Self.shareAtPass : 1
      return ContinuousClock.now - lastSave >= .seconds(share * seconds)
    }
  }

  /// Writes a save and removes those that are more than are to be kept.
  ///
  /// - Throws: `CheckpointError` and ``RunError/unwritable(_:)`` where it cannot be written, and
  ///   ``Interrupted`` once it is written and an end is asked for.
  func keep(at place: String, _ parts: () throws -> [String: SavedState]) throws {
    if writes { try write(try parts(), at: place) }
    (lastSave, steps, passes) = (.now, 0, 0)
    if let signal = interruption.request {
      throw Interrupted(signal: signal, place: "\(stage), \(place)")
    }
  }

  private func write(_ parts: [String: SavedState], at place: String) throws {
    try RunDirectory.make(directory.saves)
    number += 1
    try SaveFile(identity: identity, environments: environments, place: place, parts: parts)
      .write(to: directory.save(number, of: stage))
    for old in directory.saveNumbers(of: stage).dropLast(policy.keep) {
      try? FileManager.default.removeItem(at: directory.save(old, of: stage))
    }
  }

  // MARK: - Going on

  /// Whether the stage is being computed partly by another program or on another machine.
  var isOfSeveralEnvironments: Bool { environments.count > 1 }

  /// The newest save of this very stage that can be read; `note` is told of others.
  func newest(note: (String) -> Void) -> SaveFile? {
    let numbers = directory.saveNumbers(of: stage)
    number = numbers.last ?? 0
    for number in numbers.reversed() {
      let file = directory.save(number, of: stage)
      do {
        let save = try SaveFile(contentsOf: file)
        if save.identity == identity {
          environments = save.environments.filter { !environments.contains($0) } + environments
          return save
        }
        note(
          "\(file.path) is of other pictures, settings or an earlier stage that differs; left out"
        )
      } catch {
        note("\(error); left out")
      }
    }
    return nil
  }
}
