/// What is submitted for some runs: arrays of tasks, each task one run or its steps that others share.
///
/// Steps that several runs have in common, with equal histories, are a task of their own, of the first
/// of these runs; the others wait for it in the queue and not on a node, and then take the steps over.
package struct JobPlan: Sendable {
  /// Calls of `protopnet run`, one for each element of an array.
  package struct Array: Sendable {
    package var tasks: [Task]
    /// What must have ended well before; the same for all tasks.
    package let dependency: Dependency?
    package let cores: Int
    package let megabytes: Int
  }

  package struct Task: Sendable {
    package let run: ClusterRun
    /// The step after which the task ends; nil for the last one.
    package let until: String?
    /// The runs that go on from the task's last step; 1 where it is the run's own.
    package let sharedBy: Int

    /// The arguments of `protopnet run`.
    package var arguments: [String] { run.arguments + (until.map { ["--until", $0] } ?? []) }
  }

  package enum Dependency: Hashable, Sendable {
    /// A task of this plan.
    case task(array: Int, index: Int, of: RunName)
    /// A task that was submitted earlier.
    case job(String, of: RunName)

    /// The run whose task it is.
    package var run: RunName {
      switch self {
      case .task(_, _, let run), .job(_, let run): run
      }
    }
  }

  /// A task comes after those that it depends on.
  package private(set) var arrays: [Array] = []

  /// Plans runs, none of which is finished or in a scheduler's hands.
  ///
  /// `others` are those that are queued or running, whose tasks may be waited for. An array has at most
  /// `arraySize` tasks.
  package init(_ runs: [ClusterRun], others: [ClusterRun] = [], arraySize: Int) {
    var planning = Planning(isOpen: Set(runs.map(\.name)))
    planning.add(runs + others, from: 0, after: nil)
    for (key, tasks) in planning.groups {
      for start in stride(from: 0, to: tasks.count, by: arraySize) {
        let part = tasks[start..<min(start + arraySize, tasks.count)]
        for (index, task) in part.enumerated() {
          planning.places[task.number] = (array: arrays.count, index: index)
        }
        arrays.append(
          Array(
            tasks: part.map(\.task),
            dependency: planning.dependency(key.after),
            cores: key.cores,
            megabytes: key.megabytes
          )
        )
      }
    }
  }

  /// How many tasks lie behind each other at most: the waves of a scheduler without dependencies.
  package var waves: [[Task]] {
    var levels: [Int] = []
    var waves: [[Task]] = []
    for array in arrays {
      let level: Int
      if case .task(let before, _, _)? = array.dependency {
        level = levels[before] + 1
      } else {
        level = 0
      }
      levels.append(level)
      while waves.count <= level { waves.append([]) }
      waves[level] += array.tasks
    }
    return waves
  }
}

/// Walks down the tree of shared histories.
private struct Planning {
  /// The runs that are to be planned.
  let isOpen: Set<RunName>
  /// In the order in which they come up.
  private(set) var groups: [(key: Key, tasks: [(number: Int, task: JobPlan.Task)])] = []
  /// Where tasks have come to lie, by their numbers.
  var places: [Int: (array: Int, index: Int)] = [:]
  private var count = 0

  init(isOpen: Set<RunName>) { self.isOpen = isOpen }

  enum Before: Hashable {
    case task(number: Int, of: RunName)
    case job(String, of: RunName)
  }

  struct Key: Hashable {
    let after: Before?
    let cores, megabytes: Int
    /// Tasks that others wait for begin first.
    let isShared: Bool
  }

  func dependency(_ before: Before?) -> JobPlan.Dependency? {
    switch before {
    case .task(let number, let run):
      places[number].map { .task(array: $0.array, index: $0.index, of: run) }
    case .job(let job, let run): .job(job, of: run)
    case nil: nil
    }
  }

  /// Adds runs of one history up to their step `position`, which have to begin after a task.
  mutating func add(_ runs: [ClusterRun], from position: Int, after: Before?) {
    var families: [[ClusterRun]] = []
    var places: [String: Int] = [:]
    for run in runs {
      let history = run.steps.indices.contains(position) ? run.steps[position].history : nil
      if let history, let place = places[history] {
        families[place].append(run)
      } else {
        if let history { places[history] = families.count }
        families.append([run])
      }
    }
    for family in families { addFamily(family, from: position, after: after) }
  }

  /// Adds runs that share their step at `position`, or a single one.
  private mutating func addFamily(_ family: [ClusterRun], from position: Int, after: Before?) {
    guard let first = family.first(where: { isOpen.contains($0.name) }) else { return }
    guard family.count > 1 else { return addTask(first, until: nil, sharedBy: 1, after: after) }
    // As far as all of them go together.
    var last = position
    while let history = first.history(at: last + 1),
      family.allSatisfy({ $0.history(at: last + 1) == history })
    {
      last += 1
    }
    let step = first.steps[last].name
    let open = family.count { isOpen.contains($0.name) }
    if family.contains(where: { $0.finishedCount > last }) {
      return add(family, from: last + 1, after: after)
    }
    for run in family {
      for pending in run.pending where pending.until == step {
        return add(family, from: last + 1, after: .job(pending.job, of: run.name))
      }
    }
    let isWhole = last == first.steps.count - 1
    // What a run that is under way computes is taken over from it.
    guard open > 1 else { return addTask(first, until: nil, sharedBy: 1, after: after) }
    let number = count
    addTask(first, until: isWhole ? nil : step, sharedBy: open, after: after)
    add(
      isWhole ? family.filter { $0.name != first.name } : family,
      from: last + 1,
      after: .task(number: number, of: first.name)
    )
  }

  private mutating func addTask(
    _ run: ClusterRun,
    until: String?,
    sharedBy: Int,
    after: Before?
  ) {
    let key = Key(
      after: after,
      cores: run.cores,
      megabytes: run.megabytes,
      isShared: sharedBy > 1
    )
    let task = (count, JobPlan.Task(run: run, until: until, sharedBy: sharedBy))
    count += 1
    if let index = groups.firstIndex(where: { $0.key == key }) {
      groups[index].tasks.append(task)
    } else {
      groups.append((key, [task]))
    }
  }
}

extension ClusterRun {
  /// The history of a step; nil where there is none to share.
  fileprivate func history(at position: Int) -> String? {
    steps.indices.contains(position) ? steps[position].history : nil
  }
}
