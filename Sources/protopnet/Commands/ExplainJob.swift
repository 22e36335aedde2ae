import Experiments
import Foundation
import Images
import Inspection
import Reports

/// What `explain` does with pictures.
struct ExplainJob {
  let explainer: EnsembleExplainer
  let checkpoints: [String]
  let className: String?
  let folder: URL?
  let dataset: URL?
  let options: ExplanationOptions
  let layout: Explain.Layout

  func explanation(of picture: URL) throws -> Explanation {
    try explanation(of: picture, folder, options)
  }

  /// Explains a picture and writes what `layout` asks for to a folder, but for the page itself.
  private func explanation(
    of picture: URL,
    _ folder: URL?,
    _ options: ExplanationOptions
  ) throws -> Explanation {
    let explanation = try explainer.explanation(
      of: picture,
      className: className,
      picturesBesidePageIn: layout == .pages ? folder : nil,
      dataset: dataset,
      options: options
    ) { Console.note("warning: \($0)") }
    if let folder, layout == .asReleasedCode {
      try explainer.writeReleasedLayout(of: picture, to: folder, dataset: dataset)
    }
    return explanation
  }

  /// Explains pictures one after the other, with a page each where there is a folder.
  ///
  /// - Throws: What stands in the way of all of them; a picture that cannot be read is told and kept.
  func explanations(of pictures: [PicturesToExplain.Picture]) throws -> ExplainedPictures {
    var names = PageNames(reserved: ["prototypes"])
    var all = ExplainedPictures(checkpoints: checkpoints)
    let display = ProgressDisplay()
    for (place, picture) in pictures.enumerated() {
      defer { display.advanced("explanations", done: place + 1, of: pictures.count) }
      let name = names.name(for: picture.path)
      var entry = ExplainedPictures.Entry(image: picture.file.relativePath, label: picture.label)
      do {
        entry.explanation = try explanation(of: picture, page: name)
        if folder != nil, layout == .pages { entry.page = "\(name)/index.html" }
      } catch let error as ImageError where error.writeFailure == nil {
        Console.note("error: \(error)")
        entry.problem = "\(error)"
      }
      all.pictures.append(entry)
    }
    display.endLine()
    try writePages(all)
    return all
  }

  private func explanation(
    of picture: PicturesToExplain.Picture,
    page: String
  ) throws -> Explanation {
    var options = options
    options.label = picture.label
    options.sharedPrototypes = folder?.appending(path: "prototypes")
    return try explanation(of: picture.file, folder?.appending(path: page), options)
  }

  private func writePages(_ all: ExplainedPictures) throws {
    guard let folder, layout == .pages else { return }
    let pages = all.pictures.compactMap { entry in
      entry.explanation.flatMap { explanation in entry.page.map { ($0, explanation) } }
    }
    for (place, (page, explanation)) in pages.enumerated() {
      func link(_ place: Int) -> String? {
        pages.indices.contains(place) ? "../\(pages[place].0)" : nil
      }
      try ExplanationPage.write(
        explanation,
        to: folder.appending(path: page).deletingLastPathComponent(),
        neighbors: PageNeighbors(
          index: "../index.html",
          previous: link(place - 1),
          next: link(place + 1)
        )
      )
    }
  }
}
