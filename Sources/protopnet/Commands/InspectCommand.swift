import ArgumentParser
import Datasets
import Foundation
import Images

/// `protopnet data inspect`: looks for what is wrong with a folder of pictures.
struct InspectCommand: LongCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Count classes and sizes of a folder of pictures; find broken and repeated ones.",
    discussion: """
      FOLDER holds a directory per split with a directory per class, or the classes themselves. \
      Pictures are compared by their decoded samples, so that copies in other formats and under \
      other names are found. Ends with exit code 1 where a picture is broken, is in two splits or \
      has two classes.

        protopnet data inspect photos --contact-sheet sheet.png
      """
  )

  @Argument(help: "The folder of the splits, or of the classes.", completion: .directory)
  var folder: String

  @Option(name: .customLong("split"), help: "A split to look at; all where none is given.")
  var splits: [String] = []

  @Option(help: "A PNG file to write with some pictures of every class.", completion: .file())
  var contactSheet: String?

  @Option(help: "text or json.")
  var format = Format.text

  enum Format: String, CaseIterable, ExpressibleByArgument { case text, json }

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "looking at the pictures" }
  var afterInterruption: String {
    "nothing was written; the same command begins anew"
  }

  func run() throws {
    let root = URL(fileURLWithPath: folder, isDirectory: true)
    if let known = FolderInspection.splits(in: root),
      let unknown = splits.first(where: { !FolderInspection.hasSplit($0, in: root) })
    {
      throw UnknownName.error("split", unknown, known: known)
    }
    let inspection = try FolderInspection(root, splits: splits)
    switch format {
    case .text: Console.print(inspection.text)
    case .json: try Console.print(json: inspection)
    }
    if let contactSheet {
      let sheet = try ContactSheet(inspection).image()
      try sheet.write(to: URL(fileURLWithPath: contactSheet))
      Console.note(contactSheet)
    }
    if !inspection.isSound { throw ExitCode(1) }
  }
}
