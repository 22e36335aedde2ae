import Clusters
import Experiments
import Foundation
import TestSupport
import Testing

struct ClusterFileTests {
  private func problems(_ text: String) throws -> String {
    try #require(throws: ExperimentError.self) { try ClusterFile(yaml: text, file: "site.yaml") }
      .description
  }

  @Test func readsEveryKey() throws {
    let site = try ClusterFile(
      yaml: """
        scheduler: slurm
        partition: main
        account: birds
        time: 1-12:00:00
        memory: 6GB
        cores: 4
        constraint: avx512&ib
        at-once: 8
        grace: 90s
        ranks: 2
        cache-memory: 2.5
        restarts: 7
        setup: ["module load x", "export A='b c'"]
        options: [--qos=long, "--comment=a b"]
        """,
      file: "site.yaml"
    )
    var expected = ClusterFile()
    (expected.partition, expected.account, expected.time) = ("main", "birds", "1-12:00:00")
    (expected.megabytes, expected.cores, expected.constraint) = (6144, 4, "avx512&ib")
    (expected.atOnce, expected.grace, expected.ranks) = (8, 90, 2)
    (expected.cacheGigabytes, expected.restarts) = (2.5, 7)
    expected.setup = ["module load x", "export A='b c'"]
    expected.options = ["--qos=long", "--comment=a b"]
    #expect(site == expected)
    #expect(
      try ClusterFile(yaml: "scheduler: parallel\nhosts: [a, me@b]", file: "x").hosts == [
        "a", "me@b",
      ]
    )
  }

  @Test func reportsAllProblemsWithTheirPlaces() throws {
    #expect(
      try problems(
        """
        scheduler: slrum
        partiton: main
        time: soon
        memory: lots
        cores: 0
        grace: 2 passes
        options: [--array=3, --mem=4G, qos]
        """
      ) == """
        site.yaml:1:12: 'scheduler' must be one of 'slurm', 'parallel', not 'slrum' (did you mean 'slurm'?)
            1 | scheduler: slrum
              |            ^
        site.yaml:2:1: unknown key 'partiton' (did you mean 'partition'?)
            2 | partiton: main
              | ^
        site.yaml:3:7: 'time' must be a limit as Slurm takes it: minutes, hours:minutes:seconds, or \
        days-hours such as 2-12
            3 | time: soon
              |       ^
        site.yaml:4:9: 'memory' must be such as 6GB or 800MB
            4 | memory: lots
              |         ^
        site.yaml:5:8: 'cores' must be a whole number from 1 to 1024, not '0'
            5 | cores: 0
              |        ^
        site.yaml:6:8: 'grace' must be a time from 1s to 18h, such as 90s or 5min
            6 | grace: 2 passes
              |        ^
        site.yaml:7:10: '--array' is set by 'protopnet submit'; leave it out
            7 | options: [--array=3, --mem=4G, qos]
              |          ^
        site.yaml:7:10: use the key 'memory' in place of the option '--mem'
            7 | options: [--array=3, --mem=4G, qos]
              |          ^
        site.yaml:7:10: an option is one line that begins with '-', such as --exclusive
            7 | options: [--array=3, --mem=4G, qos]
              |          ^
        """
    )
  }

  @Test(arguments: [
    ("", "site.yaml: is empty; a cluster file needs at least the scheduler"),
    ("partition: main", "site.yaml: the file needs the key 'scheduler'"),
    (
      "- slurm",
      "site.yaml:1:1: a cluster file is a section of keys such as 'scheduler:' and 'partition:'\n    1 | - slurm\n      | ^"
    ),
    (
      "scheduler: parallel\npartition: main",
      "site.yaml:2:12: 'partition' is of the scheduler 'slurm' alone; leave it out\n    2 | partition: main\n      |            ^"
    ),
    (
      "scheduler: slurm\nhosts: [a]",
      "site.yaml:2:8: 'hosts' is of the scheduler 'parallel' alone; leave it out\n    2 | hosts: [a]\n      |        ^"
    ),
    (
      "scheduler: slurm\naccount: a b",
      "site.yaml:2:10: 'account' must be one word without quotes\n    2 | account: a b\n      |          ^"
    ),
  ]) func namesOneProblem(_ text: String, _ message: String) throws {
    #expect(try problems(text) == message)
  }

  /// The file of the documentation is the program's, and with every key in use it is one that can be read.
  @Test func theCommentedFileIsTheDocumentedOne() throws {
    let text = ClusterKey.commentedFile
    let file = Places.package.appending(path: "docs/clusters/site.yaml")
    let schema = "# yaml-language-server: $schema=../schemas/cluster.json\n"
    #expect(try String(contentsOf: file, encoding: .utf8) == schema + text)
    #expect(try ClusterFile(yaml: text, file: "x") == ClusterFile())
    for key in ClusterKey.all where key.otherwise != nil {
      #expect(text.contains("\n# \(key.name): \(key.example)\n"))
    }
    let lines = ClusterKey.all.filter { $0.name != "hosts" }.map { "\($0.name): \($0.example)\n" }
    let slurm = lines.joined()
    #expect(try ClusterFile(yaml: slurm, file: "x").partition == "main")
  }
}
