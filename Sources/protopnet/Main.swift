import ArgumentParser
import Checkpoints
import Datasets
import Files
import Foundation
import SoftmaxRegression

/// The program's entry: parses, runs, and turns errors into a message and an exit code.
@main
enum Main {
  static func main() {
    StandardStreams.secure()
    HDF5ReadingProcess.serveIfAsked()
    MATLABFile.serveIfAsked()
    OpenBLAS.takeFittingKernels()
    Trap.endWithExitCode70()
    if let problem = ProgramArguments.problem {
      Console.note("error: \(problem)")
      exit(2)
    }
    do {
      if let text = ProgramVersion.ifAsked() { return Console.print(text) }
      try Protopnet.requireCommand()
      var command = try Protopnet.parseAsRoot()
      (command as? any LongCommand)?.begin()
      try command.run()
      Console.clearLine()
    } catch {
      let failure = Failure(error)
      Console.print(failure.message, toStandardOutput: failure.code == 0)
      exit(failure.code)
    }
  }
}
