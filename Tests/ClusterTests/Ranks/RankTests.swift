import Foundation
import TestSupport
import Testing

/// One training on several ranks, beside one process that knows no MPI.
@Suite(.serialized, .enabled(if: !MPILibrary.all.isEmpty, MPILibrary.absence))
struct RankTests {
  @Test(arguments: MPILibrary.all, RankExperiment.names)
  func ranksGiveTheSameBits(_ library: MPILibrary, _ name: String) throws {
    try Places.withTemporaryDirectory { folder in
      let experiment = try RankExperiment(name, in: folder)
      let undisturbed = try experiment.undisturbed()
      #expect(undisturbed.keys.contains { $0.hasSuffix("cycle-1-projection.h5") })
      for ranks in [1, 2, 4] {
        let results = "ranks-\(ranks)"
        let outcome = try library.run(
          ranks: ranks,
          experiment.arguments(results: results),
          in: folder
        )
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(try experiment.files(results: results) == undisturbed, "\(ranks) ranks")
      }
    }
  }

  /// On how many ranks a run ran is no part of what it computed.
  @Test(arguments: MPILibrary.all)
  func killedOnTwoRanksItGoesOnOnFour(_ library: MPILibrary) throws {
    try Places.withTemporaryDirectory { folder in
      let experiment = try RankExperiment("resnet", in: folder)
      let undisturbed = try experiment.undisturbed()
      let arguments = experiment.arguments(results: "killed")
      let process = library.process(ranks: 2, arguments, in: folder)
      process.standardError = FileHandle.nullDevice
      try process.run()
      try experiment.waitForSave(of: "cycle-1-joint", results: "killed")
      let victim = try #require(
        try experiment.ranks(of: library.program, results: "killed").max()
      )
      kill(victim, SIGKILL)
      let start = Date()
      process.waitUntilExit()
      #expect(Date().timeIntervalSince(start) < 30 && process.terminationStatus != 0)
      let outcome = try library.run(ranks: 4, arguments, in: folder)
      #expect(outcome.code == 0 && outcome.errors.contains("goes on"), "\(outcome.errors)")
      #expect(try experiment.files(results: "killed") == undisturbed)
    }
  }

  @Test(arguments: MPILibrary.all)
  func aSignalToOneRankSavesAndEndsAll(_ library: MPILibrary) throws {
    try Places.withTemporaryDirectory { folder in
      let experiment = try RankExperiment("resnet", in: folder)
      let undisturbed = try experiment.undisturbed()
      let arguments = experiment.arguments(results: "ended")
      let log = folder.appending(path: "log")
      try Data().write(to: log)
      let process = library.process(ranks: 2, arguments, in: folder)
      process.standardError = try FileHandle(forWritingTo: log)
      try process.run()
      try experiment.waitForSave(of: "cycle-1-joint", results: "ended")
      // The first rank learns of it from the other one.
      let last = try #require(try experiment.ranks(of: library.program, results: "ended").max())
      kill(last, SIGUSR1)
      process.waitUntilExit()
      #expect(process.terminationStatus == 75)
      let text = try String(contentsOf: log, encoding: .utf8)
      #expect(text.components(separatedBy: "ended by SIGUSR1, saved at").count == 2, "\(text)")
      let outcome = try library.run(ranks: 2, arguments, in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(try experiment.files(results: "ended") == undisturbed)
    }
  }

  @Test(arguments: MPILibrary.all)
  func anErrorOfAnyRankEndsAllWithOneMessage(_ library: MPILibrary) throws {
    try Places.withTemporaryDirectory { folder in
      let experiment = try RankExperiment("resnet", in: folder)
      let arguments = experiment.arguments(results: "bad")
      let log = folder.appending(path: "log")
      try Data().write(to: log)
      let process = library.process(
        ranks: 4,
        arguments + ["--set", "schedule.cycles[0].joint.epochs=1000"],
        in: folder
      )
      process.standardError = try FileHandle(forWritingTo: log)
      try process.run()
      try experiment.waitForSave(of: "cycle-1-joint", results: "bad")
      let picture = folder.appending(path: "pictures/train/green/3.png")
      try Data(contentsOf: picture).dropLast(20).write(to: picture)
      process.waitUntilExit()
      #expect(process.terminationStatus == 3)
      let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
        .filter { $0.contains("error:") && $0.contains("3.png") }
      #expect(lines.count == 1, "\(lines)")
    }
  }

  @Test(arguments: MPILibrary.all)
  func ranksThatDoNotFitAreRefused(_ library: MPILibrary) throws {
    try Places.withTemporaryDirectory { folder in
      let experiment = try RankExperiment("resnet", in: folder)
      let arguments = experiment.arguments(results: "none")
      let three = try library.run(ranks: 3, arguments, in: folder)
      #expect(three.code == 1)
      #expect(three.errors.contains("3 ranks for 4 shares of a batch"), "\(three.errors)")
      let plain = try library.run(ranks: 2, arguments, of: Program.url, in: folder)
      #expect(plain.code == 2)
      #expect(plain.errors.contains("was built without MPI"), "\(plain.errors)")
      let side = try library.run(ranks: 2, arguments + ["--jobs", "2"], in: folder)
      #expect(side.code == 2 && side.errors.contains("--jobs is for one process"), "\(side.errors)")
      let results = folder.appending(path: "none/resnet")
      #expect(!FileManager.default.fileExists(atPath: results.path))
    }
  }

  /// A program of one library under the other one's mpirun would be as many processes that know of no other.
  @Test(.enabled(if: MPILibrary.all.count == 2, MPILibrary.absence))
  func theOtherLibrarysLauncherIsRefused() throws {
    try Places.withTemporaryDirectory { folder in
      let experiment = try RankExperiment("resnet", in: folder)
      let outcome = try MPILibrary.openMPI.run(
        ranks: 2,
        experiment.arguments(results: "none"),
        of: MPILibrary.mpich.program,
        in: folder
      )
      #expect(outcome.code != 0)
      #expect(outcome.errors.contains("MPICH of this program sees 1"), "\(outcome.errors)")
    }
  }

  /// Two nodes of a cluster, a rank on each.
  @Test(
    .enabled(if: SlurmCluster.isThere, SlurmCluster.absence),
    arguments: MPILibrary.all
  )
  func srunStartsRanksOnTwoNodes(_ library: MPILibrary) throws {
    let cluster = try SlurmCluster()
    try Places.withTemporaryDirectory { folder in
      let experiment = try RankExperiment("resnet", in: folder)
      let undisturbed = try experiment.undisturbed()
      let outcome = try cluster.run(
        ["srun", "--mpi=\(library.slurmPlugin)", "-N2", "-n2", library.program.path]
          + experiment.arguments(results: "srun"),
        in: folder
      )
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(try experiment.files(results: "srun") == undisturbed)
    }
  }

  /// A job of two ranks, on a node each.
  @Test(
    .enabled(if: SlurmCluster.isThere, SlurmCluster.absence),
    arguments: MPILibrary.all
  )
  func submittedRunsMayHaveRanks(_ library: MPILibrary) throws {
    let cluster = try SlurmCluster(.init(coreCount: 1))
    try Places.withTemporaryDirectory { folder in
      let experiment = try RankExperiment("smoke", in: folder)
      let undisturbed = try experiment.undisturbed()
      let site = "scheduler: slurm\nranks: 2\nmemory: 1GB\ngrace: 10s\n"
      try Data(site.utf8).write(to: folder.appending(path: "site.yaml"))
      let submit = { (results: String) in
        ["submit"] + experiment.arguments(results: results).dropFirst()
          + ["--cluster", "site.yaml"]
      }
      let refused = try Program.run(submit("none"), in: folder)
      #expect(refused.code == 2)
      #expect(refused.errors.contains("this program was built without MPI"), "\(refused.errors)")
      let odd = try Program.run(
        submit("none") + ["--set", "optimizer.shares=1"],
        of: library.program,
        in: folder
      )
      #expect(
        odd.code == 2 && odd.errors.contains("must be a multiple of the ranks"),
        "\(odd.errors)"
      )

      let outcome = try cluster.run([library.program.path] + submit("submitted"), in: folder)
      #expect(outcome.code == 0, "\(outcome.errors)")
      try cluster.waitForAll()
      #expect(try experiment.files(results: "submitted") == undisturbed)
    }
  }
}
