import Datasets
import Experiments
import Files
import Foundation
import Images
import Runs

extension RunAnalyzer {
  /// Misclassified pictures that a page shows.
  private static let pictureLimit = 48

  /// The test picture of a path.
  private func testImage(_ path: String) -> LabelledImage? {
    dataset?.test.images.first { ByteName($0.path) == ByteName(path) }
  }

  /// Adds the pictures of misclassified images.
  func addPictures(to facts: inout PageFacts, _ pictures: PagePictures) throws {
    guard let mistakes = facts.errors?.mistakes, !mistakes.isEmpty else { return }
    guard dataset != nil else {
      facts.absences[.pictures] = Self.noPictures
      return
    }
    for (place, mistake) in mistakes.prefix(Self.pictureLimit).enumerated() {
      guard let image = testImage(mistake.image) else { continue }
      facts.mistakePictures[mistake.image] = try pictures.write(
        image.contents.image(),
        "mistake-\(place + 1)"
      )
    }
  }

  /// Explains the typical picture and the first misclassified ones.
  func explain(
    _ facts: inout PageFacts,
    _ pictures: PagePictures,
    _ sheet: (Explanation, URL) throws -> Void,
    _ note: (String) -> Void,
    _ progress: (String, Int, Int) -> Void
  ) throws {
    guard let errors = facts.errors, let stage = record.reportedStage else { return }
    guard record.hasPrototypes else { return }
    let checkpoint = record.stages[stage].checkpoint
    guard dataset != nil else {
      facts.absences[.explanations] = Self.noPictures
      return
    }
    guard PathKind(at: directory.file(checkpoint)) != .nothing else {
      facts.absences[.explanations] = "\(checkpoint) is not there"
      return
    }
    let chosen = (errors.typical.map { [$0] } ?? []) + errors.mistakes.prefix(options.sheetCount)
    let explainer = try EnsembleExplainer(
      checkpoints: [directory.file(checkpoint)],
      allowingNonFinite: true
    )
    for (place, verdict) in chosen.enumerated() {
      progress("explanations", place + 1, chosen.count)
      guard let image = testImage(verdict.image) else {
        facts.absences[.explanations] = "'\(verdict.image)' was not found"
        continue
      }
      let folder = "sheets/\(place + 1)"
      let explanation = try explainer.explanation(
        of: try file(of: image, for: folder, in: pictures.page),
        picturesBesidePageIn: pictures.page.appending(path: folder),
        note: note
      )
      let names = record.data.classNames
      guard explanation.className == names[verdict.predicted] else {
        facts.absences[.explanations] =
          "'\(verdict.image)' or the checkpoint is not what the run had: the network now says "
          + explanation.className
        continue
      }
      try sheet(explanation, pictures.page.appending(path: folder))
      facts.explained.append(
        PageFacts.ExplainedPicture(
          image: verdict.image,
          actual: names[verdict.actual],
          predicted: names[verdict.predicted],
          probability: verdict.probability,
          picture: explanation.picture.map { "\(folder)/\($0)" },
          sheet: "\(folder)/index.html",
          parts: explanation.members[0].rows.prefix(3).map { PageFacts.Part($0, in: folder) }
        )
      )
    }
  }

  /// The picture's own file, or a copy of one that lies among others in a file.
  private func file(of image: LabelledImage, for folder: String, in page: URL) throws -> URL {
    var contents = image.contents
    while case .sealed(let inner, _) = contents { contents = inner }
    if case .file(let file) = contents { return file }
    let copy = page.appending(path: folder).appending(path: "original.png")
    do throws(WriteFailure) {
      try Folder.make(copy.deletingLastPathComponent())
    } catch {
      throw RunError.unwritable(error)
    }
    try image.contents.image().write(to: copy)
    return copy
  }
}

extension PageFacts.Part {
  /// A row of a sheet whose page lies in a folder.
  fileprivate init(_ row: Explanation.Row, in folder: String) {
    func path(_ picture: String?) -> String? { picture.map { "\(folder)/\($0)" } }
    self.init(
      prototype: row.prototype,
      similarity: row.similarity,
      weight: row.weight,
      points: row.points,
      source: row.source,
      part: path(row.pictures?.box),
      looksLike: path(row.pictures?.prototype),
      inSource: path(row.pictures?.source)
    )
  }
}
