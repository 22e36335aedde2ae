import ArgumentParser
import Datasets
import Experiments
import Files
import Foundation

/// Where a published data set lies, what is known about it, and where its pictures go.
struct PreparePlaces: ParsableArguments {
  @Argument(help: "The folder of the published data set.", completion: .directory)
  var source: String

  @Argument(help: "The folder to make.", completion: .directory)
  var output: String

  @Option(
    help: ArgumentHelp(
      "The facts to verify; datasets/<name>/dataset.yaml where it is not given.",
      valueName: "file"
    ),
    completion: .file(extensions: ["yaml"])
  )
  var facts: String?

  var sourceFolder: URL { URL(fileURLWithPath: source, isDirectory: true) }

  /// Prepares a data set unless that was done already; prints the counts of what is there.
  ///
  /// `classes` stands in for the facts' number of classes where the user chooses it.
  ///
  /// - Throws: `ValidationError` and `ExperimentError` for facts that cannot be read,
  ///   `DatasetError` for all that is wrong with the source or the folder to make.
  func prepare(
    _ dataset: String,
    _ folder: String,
    recipe: [String: String],
    classes: Int? = nil,
    read: (DatasetFacts) -> SourceSet
  ) throws {
    let facts = try readFacts("datasets/\(folder)/dataset.yaml")
    let preparation = Preparation(
      dataset: dataset,
      recipe: recipe,
      expected: ExpectedCounts(
        classes: classes ?? facts.classes,
        images: facts.images,
        splits: facts.splits,
        digest: facts.digest
      ),
      output: URL(fileURLWithPath: output, isDirectory: true)
    )
    if let manifest = try preparation.finished() {
      Console.note("\(output) was prepared before; its pictures are as its manifest says")
      return report(manifest)
    }
    let source = read(facts)
    for note in source.notes { Console.note(note) }
    let manifest = try preparation.run(source) { who in
      Console.note("\(who) prepares \(output); waiting for it to end")
    } progress: { done, total in
      Pulse.advanced("pictures", done: done, of: total)
      guard Console.isTerminal, done % 50 == 0 || done == total else { return }
      Console.show(line: "picture \(done) of \(total)")
    }
    Console.clearLine()
    let clipped = manifest.images.filter { $0.isClipped == true }
    if !clipped.isEmpty {
      Console.note(
        "\(clipped.count) boxes reach beyond their pictures and were clipped, such as that of "
          + clipped[0].source
      )
    }
    report(manifest)
  }

  private func report(_ manifest: DatasetManifest) {
    let splits = manifest.splits.map { "\($0.imageCount) \($0.name)" }.joined(separator: ", ")
    Console.print("\(output): \(manifest.classNames.count) classes, \(splits)")
  }

  private func readFacts(_ standard: String) throws -> DatasetFacts {
    let file = facts ?? standard
    let text: String
    do {
      text = try SmallFile.text(file, limit: Limits.byteCount)
    } catch {
      throw ValidationError(
        "the facts \(file) cannot be read (\(error.reason)); \(error.remedy), or name a "
          + "dataset.yaml with --facts"
      )
    }
    return try DatasetFacts(yaml: text, file: file)
  }
}
