import Clusters
import Experiments
import Foundation
import Recipe
import Runs

extension PlannedRun {
  var name: RunName { RunName(experiment: experiment.name, id: id) }

  /// The run as it is submitted; `megabytes` is what the cluster file says, nil for the plan's estimate.
  ///
  /// - Throws: As `Plan.memoryEstimate()`, and `RecordError` for a record that cannot be read.
  func clusterRun(
    results: ResultsOption,
    changes: [String],
    site: ClusterFile,
    megabytes: Int,
    pending: [ClusterRun.Pending]
  ) throws -> ClusterRun {
    // A file's name may begin as an option does.
    let arguments =
      [file.hasPrefix("-") ? "./\(file)" : file, "--only", id, "--seed", "\(seed)"]
      + ["--results", results.path] + changes.flatMap { ["--set", $0] }
    let directory = RunDirectory(results: results.url, experiment: experiment.name, runID: id)
    let finished =
      directory.hasRecord ? try RunRecord(contentsOf: directory.record).stages.count : 0
    let steps = try steps()
    return ClusterRun(
      name,
      arguments: arguments,
      steps: steps,
      // Pictures come before stages.
      finishedCount: finished > 0 ? finished + steps.count - experiment.stages.count : 0,
      cores: site.cores ?? experiment.engine.threads,
      megabytes: megabytes,
      pending: pending
    )
  }

  /// Pictures, where some have to be made, and stages, each with all that decides it as far as files tell.
  private func steps() throws -> [ClusterRun.Step] {
    let folder = URL(fileURLWithPath: experiment.file).deletingLastPathComponent().path
    let plan = try Plan(experiment)
    // Which algorithms are the fastest is a finding of a run.
    let isShared = experiment.engine.convolution != .fastest
    let stages = zip(plan.stages, plan.histories).map { stage, history in
      ClusterRun.Step(
        name: stage.name,
        history: isShared ? [folder, "\(seed)", history].joined(separator: "\n") : nil
      )
    }
    let makesPictures =
      experiment.data.augmentation?.mode == .offline || experiment.toyBirdsConfiguration != nil
    guard makesPictures else { return stages }
    let data = experiment.settings.filter { $0.key.hasPrefix("data.") }
      .map { "\($0.key): \($0.value)" }
    let history = ([folder] + data).joined(separator: "\n")
    return [.init(name: Self.picturesStep, history: history)] + stages
  }
}
