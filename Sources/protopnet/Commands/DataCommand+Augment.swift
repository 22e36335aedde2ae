import ArgumentParser
import Datasets
import Experiments
import Foundation
import Runs

extension DataCommand {
  /// `protopnet data augment`: makes or verifies the augmented pictures of experiments.
  struct Augment: LongCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the augmented training pictures that experiments declare.",
      discussion: """
        Writes JPEG files in a directory per class and manifest.jsonl, which names each one with its \
        source, parameters and digest, or all of that into one HDF5 file. Files that are there are \
        kept, so a stopped command goes on where it was; 'protopnet run' does the same before it \
        trains. Where the section names neither, they go into RESULTS/augmented. The bytes depend on the pictures and the 'augmentation' section alone.

          protopnet data augment experiments/flowers17/vgg16.yaml
        """
    )

    @OptionGroup var experiments: ExperimentArguments
    @OptionGroup var results: ResultsOption

    @Flag(help: "Make everything again, compare it with the files, and exit with 1 if any differs.")
    var verify = false

    @Option(help: "Threads; the files do not depend on them. 0 uses every core.")
    var threads = 0

    @OptionGroup var verbosity: VerbosityOptions

    var work: String { "reading pictures" }
    var afterInterruption: String {
      "pictures made so far are kept; the same command makes the others"
    }

    func validate() throws {
      guard (0...1024).contains(threads) else {
        throw ValidationError("--threads must be from 0 to 1024")
      }
    }

    func run() throws {
      let display = ProgressDisplay()
      var isFine = true
      var done: Set<URL> = []
      for experiment in try declaring() {
        let data = ExperimentData(experiment)
        let dataset = try data.loadOriginals(note: display.noted)
        guard
          let augmentation = try data.offlineAugmentation(of: dataset, results: results.url)
        else {
          throw experiment.problem(
            at: "data.augmentation",
            "the experiment declares no offline augmentation; add 'augmentation' to 'data'"
          )
        }
        // Cells of a matrix mostly use the same pictures.
        guard done.insert(augmentation.place).inserted else { continue }
        if !(try perform(augmentation, display)) { isFine = false }
      }
      if !isFine { throw ExitCode.failure }
    }

    /// The files' experiments; of a matrix those that declare an augmentation.
    private func declaring() throws -> [Experiment] {
      try experiments.files.flatMap { file in
        let all = try experiments.readMatrix(file).cells.map(\.experiment)
        let declaring = all.filter { $0.data.augmentation?.mode == .offline }
        return declaring.isEmpty ? Array(all.prefix(1)) : declaring
      }
    }

    /// Makes or verifies some pictures; tells whether it is fine.
    private func perform(
      _ augmentation: AugmentedPictures,
      _ display: ProgressDisplay
    ) throws -> Bool {
      let threads = threads == 0 ? ExperimentData.threadCount : threads
      let place = augmentation.place.relativePath
      guard verify else {
        let outcome = try augmentation.run(threadCount: threads) {
          display.advanced("augmentation", done: $0, of: $1)
        } waits: {
          Console.note("\($0) makes \(place); waiting for it to end")
        }
        display.endLine()
        Console.print("\(place): \(outcome.madeCount) pictures made, \(outcome.keptCount) kept")
        return true
      }
      let problems = try augmentation.verify(threadCount: threads) {
        display.advanced("verification", done: $0, of: $1)
      }
      display.endLine()
      for problem in problems.prefix(20) { Console.note("\(place): \(problem)") }
      if problems.count > 20 { Console.note("and \(problems.count - 20) more") }
      if problems.isEmpty {
        Console.print("\(place): \(augmentation.count) pictures, all as they must be")
      }
      return problems.isEmpty
    }
  }
}
