import Foundation

/// What the program that started this process says of its ranks.
package struct RankLaunch: Equatable, Sendable {
  /// The ranks that were started.
  package let count: Int
  /// This process's number among them.
  package let rank: Int
  /// Who started them, such as `Open MPI's mpirun`.
  package let launcher: String

  /// Nil for a process that nobody started as one of several.
  package init?(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
    for (countName, rankName, launcher) in Self.launchers {
      guard let count = environment[countName].flatMap({ Int($0) }), count > 1 else { continue }
      (self.count, self.launcher) = (count, launcher)
      rank = environment[rankName].flatMap { Int($0) } ?? 0
      return
    }
    return nil
  }

  /// A job's step of several tasks is one of ranks, a task of an array is none.
  private static let launchers = [
    ("OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK", "Open MPI's mpirun"),
    ("PMI_SIZE", "PMI_RANK", "MPICH's mpirun or srun"),
    ("SLURM_STEP_NUM_TASKS", "SLURM_PROCID", "srun"),
  ]

  /// The plugin by which srun starts ranks of this program; nil for one without MPI.
  package static var slurmPlugin: String? {
    #if OPENMPI
    "pmix"
    #elseif MPICH
    "pmi2"
    #else
    nil
    #endif
  }

  /// The group that this process is one of; `describe` tells what a person sees of an error, and its exit code.
  ///
  /// - Throws: ``RankLaunchError`` where several were started that cannot find each other.
  package func group(
    describing describe: @escaping @Sendable (any Error) -> (message: String, code: Int32)
  ) throws(RankLaunchError) -> any RankGroup {
    #if MPI
    let group = MPIRanks(describing: describe)
    guard group.count == count else {
      throw RankLaunchError(
        "\(launcher) started \(count) ranks, but \(MPIRanks.library) of this program sees "
          + "\(group.count); start it with that library's mpirun, or with srun --mpi=pmix, or build it "
          + "with the other one: make build MPI=openmpi or MPI=mpich"
      )
    }
    return group
    #else
    throw RankLaunchError(
      "\(launcher) started \(count) ranks, but this program was built without MPI; build it with "
        + "make build MPI=openmpi or MPI=mpich, or start one process"
    )
    #endif
  }
}

/// Ranks that were started but cannot work together.
package struct RankLaunchError: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
