import Clusters
import Testing

struct JobPlanTests {
  /// A run whose steps have histories as their letters say: `ab` shares its first step with `ac`.
  private func run(
    _ id: String,
    _ histories: String,
    finished: Int = 0,
    megabytes: Int = 1024,
    pending: [ClusterRun.Pending] = []
  ) -> ClusterRun {
    ClusterRun(
      RunName(experiment: "x", id: id),
      arguments: [id],
      steps: histories.indices.map { index in
        .init(
          name: "\(histories.distance(from: histories.startIndex, to: index) + 1)",
          history: histories[index] == "-" ? nil : String(histories[...index])
        )
      },
      finishedCount: finished,
      cores: 2,
      megabytes: megabytes,
      pending: pending
    )
  }

  /// Such as `a<2 | b c after 1.1`: arrays with their tasks, until which step, and what they wait for.
  private func text(_ plan: JobPlan) -> String {
    plan.arrays.map { array in
      let tasks = array.tasks.map { $0.run.name.id + ($0.until.map { "<\($0)" } ?? "") }
      let after: String =
        switch array.dependency {
        case .task(let array, let index, _): " after \(array + 1).\(index + 1)"
        case .job(let job, _): " after \(job)"
        case nil: ""
        }
      return tasks.joined(separator: " ") + after
    }
    .joined(separator: " | ")
  }

  @Test func runsThatShareNothingAreOneArray() {
    let plan = JobPlan(
      [run("a", "pq"), run("b", "rs"), run("c", "--"), run("d", "--")],
      arraySize: 9
    )
    #expect(text(plan) == "a b c d")
  }

  @Test func aSharedPrefixIsATaskOfItsOwn() {
    let plan = JobPlan([run("a", "ppx"), run("b", "ppy"), run("c", "qqq")], arraySize: 9)
    #expect(text(plan) == "a<2 | a b after 1.1 | c")
    #expect(plan.arrays[0].tasks[0].sharedBy == 2)
    #expect(plan.arrays[0].tasks[0].arguments == ["a", "--until", "2"])
    #expect(plan.waves.map { $0.map(\.run.name.id) } == [["a", "c"], ["a", "b"]])
  }

  @Test func prefixesOfPrefixes() {
    let plan = JobPlan(
      [run("a", "ppx"), run("b", "ppy"), run("c", "pqx"), run("d", "pqy"), run("e", "pr-")],
      arraySize: 9
    )
    #expect(text(plan) == "a<1 | a<2 c<2 after 1.1 | a b after 2.1 | c d after 2.2 | e after 1.1")
    #expect(plan.waves.count == 3)
  }

  @Test func whatIsFinishedIsNoTask() {
    #expect(text(JobPlan([run("a", "ppx", finished: 2), run("b", "ppy")], arraySize: 9)) == "a b")
    #expect(
      text(JobPlan([run("a", "ppx", finished: 1), run("b", "ppy")], arraySize: 9))
        == "a<2 | a b after 1.1"
    )
  }

  /// Equal throughout but for their names: one computes all, the others take it over.
  @Test func equalRuns() {
    #expect(text(JobPlan([run("a", "pp"), run("b", "pp")], arraySize: 9)) == "a | b after 1.1")
  }

  @Test func whatIsQueuedIsWaitedFor() {
    let queued = run(
      "a",
      "ppx",
      pending: [.init(job: "7_1", until: "2"), .init(job: "8_1", until: nil)]
    )
    #expect(
      text(JobPlan([run("b", "ppy"), run("c", "ppz")], others: [queued], arraySize: 9))
        == "b c after 7_1"
    )
    // What a single run shares with one that is under way is taken over from it.
    let running = run("a", "ppx", pending: [.init(job: "8_1", until: nil)])
    #expect(text(JobPlan([run("b", "ppy")], others: [running], arraySize: 9)) == "b")
  }

  @Test func arraysHaveTheirSizes() {
    let plan = JobPlan((0..<5).map { run("\($0)", "--") }, arraySize: 2)
    #expect(text(plan) == "0 1 | 2 3 | 4")
    let sizes = JobPlan([run("a", "-"), run("b", "-", megabytes: 9), run("c", "-")], arraySize: 9)
    #expect(text(sizes) == "a c | b")
  }
}
