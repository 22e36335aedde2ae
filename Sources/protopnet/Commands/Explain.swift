import ArgumentParser
import Foundation
import Reports
import Inspection

/// `protopnet explain`: the scoring sheets behind what one or several networks say of a picture.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Explain a picture's class: each network's prototypes, and the points they contribute.",
    discussion: """
      A prototype contributes its similarity to the picture times its weight; all points of a network \
      are its logit, and the logits of several networks are added. A network's share is its part of \
      the class's lead over the mean class.
      """
  )

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Argument(help: "Checkpoints of runs, HDF5.", completion: .file(extensions: ["h5"]))
  var checkpoints: [String]

  @Option(help: "The picture: JPEG, PNG, WebP, BMP, PGM or PPM.", completion: .file())
  var image: String

  @Option(name: .customLong("class"), help: "A class to explain instead of the predicted one.")
  var className: String?

  @Option(
    help: "A folder for an HTML page with the prototypes and where the picture resembles them.",
    completion: .directory
  )
  var output: String?

  @Option(
    help: """
      The data set whose training images the page's prototypes are cut from; the picture's own where it \
      is not given.
      """,
    completion: .directory
  )
  var dataset: String?

  @Option(help: "text or json.")
  var format = Format.text

  @Flag(help: "Read checkpoints that hold NaN or infinities, too.")
  var allowNonFinite = false

  func run() throws {
    let explainer = try EnsembleExplainer(
      checkpoints: checkpoints.map { URL(fileURLWithPath: $0) },
      allowingNonFinite: allowNonFinite
    )
    if let className, explainer.classIndex(className) == nil {
      throw UnknownName.error("class", className, known: explainer.classNames)
    }
    let folder = output.map { URL(fileURLWithPath: $0, isDirectory: true) }
    let explanation = try explainer.explanation(
      of: URL(fileURLWithPath: image),
      className: className,
      picturesBesidePageIn: folder,
      dataset: dataset.map { URL(fileURLWithPath: $0, isDirectory: true) }
    ) {
      Console.note("warning: \($0)")
    }
    switch format {
    case .text: Console.print(ExplanationText.text(of: explanation))
    case .json: try Console.print(json: explanation)
    }
    guard let folder else { return }
    Console.note(try ExplanationPage.write(explanation, to: folder).relativePath)
  }
}
