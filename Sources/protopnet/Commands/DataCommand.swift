import ArgumentParser
import Datasets
import Foundation

/// `protopnet data`: makes and examines data sets.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Make and examine data sets.",
    discussion: """
        protopnet data inspect photos
      """,
    subcommands: [
      Synthesize.self, PrepareCommand.self, Augment.self, InspectCommand.self,
    ]
  )

  /// `protopnet data synthesize`: draws ToyBirds.
  struct Synthesize: LongCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw ToyBirds, the embedded data set.",
      discussion: """
        Writes train/ and test/ with a directory per class, masks/ and parts/ beside them and \
        index.json. The same options give the same bytes.

          protopnet data synthesize --output toy-birds --train-per-class 20
        """
    )

    @Option(help: "The folder to make.", completion: .directory)
    var output: String

    @Option(help: "The seed of all pictures.")
    var seed: UInt64 = 1

    @Option(help: "Training pictures of each class.")
    var trainPerClass = 100

    @Option(help: "Test pictures of each class.")
    var testPerClass = 25

    @Option(help: "The edge of a picture, in pixels.")
    var pictureSize = 96

    @OptionGroup var verbosity: VerbosityOptions

    var work: String { "drawing" }
    var afterInterruption: String {
      "pictures drawn so far are no data set yet; the same command goes on"
    }

    func validate() throws {
      guard trainPerClass > 0, testPerClass > 0 else {
        throw ValidationError("each class needs at least one picture in each split")
      }
      guard (16...1024).contains(pictureSize) else {
        throw ValidationError("--picture-size must be from 16 to 1024 pixels")
      }
    }

    func run() throws {
      try ToyBirds.write(
        to: URL(fileURLWithPath: output, isDirectory: true),
        configuration: ToyBirds.Configuration(
          seed: seed,
          trainPerClass: trainPerClass,
          testPerClass: testPerClass,
          pictureSize: pictureSize
        )
      )
      Console.print(output)
    }
  }
}
