import ArgumentParser
import Checkpoints
import Clusters
import Datasets
import Experiments
import Files
import Foundation
import Images
import Networks
import ProtoPNet
import Ranks
import Reports
import Runs

/// What a person sees of an error, and the exit code that scripts see.
struct Failure {
  let message: String
  let code: Int32

  init(_ error: any Error) {
    switch error {
    case let error as any ErrorOfWriting where error.writeFailure != nil:
      (message, code) = ("error: \(error)", 1)
    case is ExperimentError:
      (message, code) = ("\(error)", 2)
    case ProtoPNetError.classesWithoutPrototypes, ProtoPNetError.latentMapsNotFinite:
      // The pictures are fine; it is the run that cannot go on.
      (message, code) = ("error: \(error)", 1)
    case is DatasetError, is ImageError, is CheckpointError, is RecordError, is ReportError,
      is ProtoPNetError, is MissingInput:
      (message, code) = ("error: \(error)", 3)
    case let interrupted as Interrupted:
      (message, code) = ("\(interrupted)", Signals.exitCode(of: interrupted.signal))
    case let failure as RankFailure:
      (message, code) = ("rank \(failure.rank): \(failure.message)", failure.code)
    case let occupied as Occupied:
      (message, code) = ("\(occupied)", Signals.exitCode(of: SIGTERM))
    case is RunError, is TrainingError, is NetworkError, is ClusterError:
      (message, code) = ("error: \(error)", 1)
    case let error as CocoaError:
      // What no part has put in words of its own is about a file.
      let file = FileError(error.url ?? URL(fileURLWithPath: error.filePath ?? "a file"), error)
      (message, code) = ("error: cannot read \(file); \(file.remedy)", 3)
    case let error as FileError:
      (message, code) = ("error: cannot read \(error); \(error.remedy)", 3)
    case let status as ExitCode:
      (message, code) = ("", status.rawValue)
    default:
      // What remains is the parser's: help, version, bad usage.
      message = Protopnet.fullMessage(for: error)
      code = Protopnet.exitCode(for: error) == .success ? 0 : 2
    }
  }
}
