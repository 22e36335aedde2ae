import Clusters
import Experiments
import Files
import Foundation
import Runs

/// Keeps the journal of a run that a scheduler's job performs.
struct JobReport {
  private let journal: JobJournal
  private let directory: RunDirectory
  private let until: String?
  /// What a person sees of an error.
  private let describe: (any Error) -> RunFailure

  init(
    _ run: PlannedRun,
    until: String?,
    results: URL,
    describing describe: @escaping (any Error) -> RunFailure
  ) {
    self.describe = describe
    journal = JobJournal(of: run.name, in: results)
    directory = RunDirectory(results: results, experiment: run.experiment.name, runID: run.id)
    self.until = until
  }

  /// Calls `body` between two lines of the journal.
  func around(_ body: () throws -> Void) throws {
    add(.began) {
      $0.progress = directory.progress
      $0.host = String(ProcessIdentity.current.host.prefix { $0 != "/" })
    }
    do {
      try body()
    } catch {
      let failure = describe(error)
      add(.ended) {
        $0.code = failure.code
        $0.message = failure.message
        if error is Occupied { $0.isOccupied = true }
      }
      throw error
    }
    add(.ended) { $0.code = 0 }
  }

  private func add(_ kind: JobEvent.Kind, _ fill: (inout JobEvent) -> Void) {
    // Of several ranks the first one tells.
    guard ProcessInfo.processInfo.environment["SLURM_PROCID"] ?? "0" == "0" else { return }
    var event = JobEvent(kind, job: Slurm.currentJob)
    event.until = until
    fill(&event)
    do {
      try journal.add(event)
    } catch {
      // The run is worth more than its journal.
      Console.note("warning: \(error)")
    }
  }
}
