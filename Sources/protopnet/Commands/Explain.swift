import ArgumentParser
import Experiments
import Foundation
import Inspection
import Reports

/// `protopnet explain`: the scoring sheets behind what one or several networks say of pictures.
struct Explain: LongCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Explain a picture's class: each network's prototypes, and the points they contribute.",
    discussion: """
      A prototype contributes its similarity to the picture times its weight; all points of a network \
      are its logit, and the logits of several networks are added. A network's share is its part of \
      the class's lead over the mean class.

      Several pictures, or folders of them, get an index with a page each, explanations.json, \
      explanations.csv and prototypes.csv. Pictures below a folder are labelled by the nearest folder above \
      them that has a class's name. One that cannot be read is named, and the others go on; the exit code \
      is then 3. With --output every listed part is hidden once, by the mean colour, to see what is left of \
      the logit.

        protopnet explain results/birds/RUN --image bird.jpg --output why
      """
  )

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  enum Layout: String, ExpressibleByArgument, CaseIterable {
    case pages
    case asReleasedCode = "as-released-code"
  }

  @Argument(
    help: "Checkpoints of runs, HDF5, or folders of runs, whose last checkpoint is taken.",
    completion: .file(extensions: ["h5"])
  )
  var checkpoints: [String]

  @Option(
    parsing: .upToNextOption,
    help: "Pictures, or folders of them: JPEG, PNG, WebP, BMP, PGM or PPM.",
    completion: .file()
  )
  var image: [String] = []

  @Flag(
    help: """
      Find the pictures of the data set that are nearest to each prototype instead; --dataset names its \
      folder, and --nearest how many.
      """
  )
  var global = false

  @Option(help: "With --global: so many pictures of the training and of the test part, 1 to 100.")
  var nearest = 5

  @Option(
    help: """
      A baseline's checkpoint, whose class activation map is shown beside part attention on a page.
      """,
    completion: .file(extensions: ["h5"])
  )
  var baseline: String?

  @Option(name: .customLong("class"), help: "A class to explain instead of the predicted one.")
  var className: String?

  @Option(help: "A class to compare with instead of the runner-up: why not that one?")
  var against: String?

  @Option(
    help: "A folder for HTML pages with the prototypes and where the pictures resemble them.",
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

  @Option(
    help: "A folder for the scoring sheets as figures for a paper, SVG and PDF.",
    completion: .directory
  )
  var figures: String?

  @Option(
    help: """
      shared-scale: one scale for all activation maps of a page, over a picture that stays readable; \
      as-released-code: JET, each map from its own lowest to its own highest value.
      """
  )
  var overlay = ExplanationOptions.Overlay.sharedScale

  @Option(
    help: """
      pages: an HTML page for each picture; as-released-code: the folders and files of local_analysis.py, \
      with its overlays.
      """
  )
  var layout = Layout.pages

  @Option(help: "text or json.")
  var format = Format.text

  @Flag(help: "Read checkpoints that hold NaN or infinities, too.")
  var allowNonFinite = false

  @OptionGroup var verbosity: VerbosityOptions

  var work: String { "reading the network" }
  var afterInterruption: String {
    "pages and pictures written so far stay; the same command writes all of them again"
  }

  func validate() throws {
    guard global != !image.isEmpty else {
      throw ValidationError("name pictures with --image, or ask for --global")
    }
    guard !global || checkpoints.count == 1 && dataset != nil else {
      throw ValidationError("--global is of one checkpoint, and of the data set of --dataset")
    }
    guard (1...100).contains(nearest) else {
      throw ValidationError("--nearest is \(nearest), and 1 to 100 pictures are possible")
    }
    guard baseline == nil || output != nil && layout == .pages else {
      throw ValidationError("--baseline is for a page; name its folder with --output")
    }
    guard figures == nil || layout == .pages else {
      throw ValidationError("--figures is for pages; leave out --layout as-released-code")
    }
    guard layout == .pages || output != nil else {
      throw ValidationError("--layout as-released-code writes files; name a folder with --output")
    }
  }

  func run() throws {
    let checkpoints = try checkpoints.map(NamedCheckpoint.url)
    if global { return try findNeighbors(checkpoints[0]) }
    let explainer = try EnsembleExplainer(
      checkpoints: checkpoints,
      allowingNonFinite: allowNonFinite
    )
    for name in [className, against] {
      if let name, explainer.classIndex(name) == nil {
        throw UnknownName.error("class", name, known: explainer.classNames)
      }
    }
    var options = ExplanationOptions()
    (options.against, options.overlay) = (against, overlay)
    options.baseline = try baseline.map {
      try BaselineExplainer(
        checkpoint: NamedCheckpoint.url($0),
        allowingNonFinite: allowNonFinite
      )
    }
    let pictures = try PicturesToExplain(image, classNames: explainer.classNames)
    let job = ExplainJob(
      explainer: explainer,
      checkpoints: checkpoints.map(\.relativePath),
      className: className,
      folder: output.map { URL(fileURLWithPath: $0, isDirectory: true) },
      dataset: dataset.map { URL(fileURLWithPath: $0, isDirectory: true) },
      options: options,
      layout: layout
    )
    if let only = pictures.only {
      try explain(only, job)
    } else {
      try explain(pictures.all, job)
    }
  }

  /// The nearest pictures of every prototype.
  private func findNeighbors(_ checkpoint: URL) throws {
    let display = ProgressDisplay()
    let folder = output.map { URL(fileURLWithPath: $0, isDirectory: true) }
    let neighbors = try PrototypeNeighbors(
      checkpoint: checkpoint,
      allowingNonFinite: allowNonFinite
    ).neighborhoods(
      in: URL(fileURLWithPath: dataset ?? "", isDirectory: true),
      count: nearest,
      picturesBesidePagesIn: folder
    ) { display.advanced($0, done: $1, of: $2) }
    display.endLine()
    switch format {
    case .text: Console.print(NeighborhoodText.text(of: neighbors))
    case .json: try Console.print(json: neighbors)
    }
    if let folder { Console.note(try NeighborhoodPages.write(neighbors, to: folder).relativePath) }
  }

  /// One picture that was named: its explanation is all there is.
  private func explain(_ picture: URL, _ job: ExplainJob) throws {
    let explanation = try job.explanation(of: picture)
    switch format {
    case .text: Console.print(ExplanationText.text(of: explanation))
    case .json: try Console.print(json: explanation)
    }
    guard let folder = job.folder else { return }
    try writeFigures(of: explanation, picturesIn: folder)
    guard output != nil else { return }
    guard layout == .pages else { return Console.note(folder.relativePath) }
    Console.note(try ExplanationPage.write(explanation, to: folder).relativePath)
  }

  /// Writes the scoring sheets as figures where they are asked for.
  private func writeFigures(
    of explanation: Explanation,
    picturesIn folder: URL,
    prefix: String = ""
  ) throws {
    guard let figures else { return }
    for figure in try SheetFigures.all(explanation, picturesIn: folder) {
      _ = try figure.write(to: URL(fileURLWithPath: figures, isDirectory: true), prefix: prefix)
    }
    Console.note(figures)
  }

  /// Several pictures: one after the other, whatever becomes of one of them.
  private func explain(_ pictures: [PicturesToExplain.Picture], _ job: ExplainJob) throws {
    let all = try job.explanations(of: pictures)
    switch format {
    case .text:
      let texts = all.pictures.compactMap { $0.explanation.map(ExplanationText.text) }
      Console.print(texts.joined(separator: "\n\n\n"))
    case .json: try Console.print(json: all)
    }
    if let folder = job.folder {
      for entry in all.pictures {
        guard let explanation = entry.explanation, let page = entry.page else { continue }
        let place = URL(fileURLWithPath: page, relativeTo: folder).deletingLastPathComponent()
        try writeFigures(of: explanation, picturesIn: place, prefix: "\(place.lastPathComponent)-")
      }
      Console.note(
        try ExplanationIndex.write(all, to: folder, withPage: layout == .pages).relativePath
      )
    }
    let failed = all.pictures.count { $0.problem != nil }
    guard failed == 0 else {
      Console.note("error: \(failed) of \(all.pictures.count) pictures could not be explained")
      throw ExitCode(3)
    }
  }
}

extension ExplanationOptions.Overlay: ExpressibleByArgument {}
