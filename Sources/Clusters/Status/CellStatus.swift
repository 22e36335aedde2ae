/// How far one run is, as far as its folder, its journal and the queue tell.
package struct CellStatus: Codable, Equatable, Sendable {
  package enum State: String, Codable, CaseIterable, Sendable {
    case waiting, running, finished, failed
  }

  package var experiment: String
  package var run: String
  package var seed: UInt64
  /// The cell's settings in the matrix; empty without one.
  package var settings: String
  package var state: State
  /// Finished stages, and those of the schedule.
  package var stagesFinished: Int
  package var stages: Int
  /// The stage under way.
  package var stage: String?
  /// The pass under way, counted from 1, and the stage's passes; of a stage that is measured in passes.
  package var pass: Int?
  package var passes: Int?
  /// The optimiser's steps at the last line of the log, and the stage's; of a stage that is measured in steps.
  package var step: Int?
  package var steps: Int?
  /// Passes or steps an hour, as the log's last lines tell.
  package var perHour: Double?
  /// Until the stage's last pass or step, at that rate.
  package var secondsLeft: Double?
  package var host: String?
  /// The scheduler's name of the job, such as `17_3`.
  package var job: String?
  /// Why it waits, or how it failed.
  package var reason: String?
}
