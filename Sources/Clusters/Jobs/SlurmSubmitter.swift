package import Foundation

/// Submits a plan's arrays one after the other, and notes each task in its run's journal.
package struct SlurmSubmitter {
  package let plan: JobPlan
  package let script: SlurmScript
  let results: URL

  package init(_ plan: JobPlan, _ script: SlurmScript, results: URL) {
    (self.plan, self.script, self.results) = (plan, script, results)
  }

  /// The lines of an array's tasks, and what `sbatch` is told; `numbers` are those of the arrays before.
  package func call(
    _ index: Int,
    numbers: [String]
  ) -> (tasks: String, arguments: [String]) {
    let array = plan.arrays[index]
    let lines = array.tasks.map { $0.arguments.shellLine + "\n" }.joined()
    let arguments = script.arguments(
      array,
      tasks: "\(script.folder)/\(Submission.tasksName(index + 1))",
      dependency: array.dependency.map { name(of: $0, numbers) }
    )
    return (lines, arguments)
  }

  /// Submits all; returns the arrays' numbers.
  ///
  /// - Throws: ``ClusterError``, and `WriteFailure`; what was submitted before stays so and is in the journals.
  package func submit(_ submission: Submission) throws -> [String] {
    try submission.write(script.text, to: Submission.scriptName)
    var numbers: [String] = []
    for (index, array) in plan.arrays.enumerated() {
      let call = call(index, numbers: numbers)
      try submission.write(call.tasks, to: Submission.tasksName(index + 1))
      let number = try Slurm.submit(call.arguments)
      for (position, task) in array.tasks.enumerated() {
        var event = JobEvent(.submitted, job: "\(number)_\(position + 1)")
        event.until = task.until
        event.after = array.dependency?.run
        event.afterJob = array.dependency.map { name(of: $0, numbers) }
        try JobJournal(of: task.run.name, in: results).add(event)
      }
      numbers.append(number)
    }
    return numbers
  }

  /// A job as Slurm calls it; `<array 2>_1` where it is not submitted yet.
  private func name(of dependency: JobPlan.Dependency, _ numbers: [String]) -> String {
    switch dependency {
    case .job(let job, _): job
    case .task(let array, let index, _):
      "\(numbers.indices.contains(array) ? numbers[array] : "<array \(array + 1)>")_\(index + 1)"
    }
  }
}
