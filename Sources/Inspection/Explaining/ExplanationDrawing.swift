import Tensors
import Recipe
import Experiments
import Foundation
import Images
import ProtoPNet

/// Adds to an explanation what a page shows: pictures, and what is left of logits without parts.
struct ExplanationDrawing {
  private let sheets: [MemberSheet]
  let folder: PictureFolder
  private let prototypes: PictureFolder
  private let trainingImages: TrainingImages
  private let overlay: ExplanationOptions.Overlay

  /// The longer side of the page's picture, in pixels: twice as many as it is shown with.
  private static let pictureExtent = 640

  /// Makes the folders of a page's pictures.
  init(
    page: URL,
    sheets: [MemberSheet],
    trainingImages: TrainingImages,
    options: ExplanationOptions
  ) throws {
    (self.sheets, self.trainingImages) = (sheets, trainingImages)
    overlay = options.overlay
    folder = try PictureFolder(besidePageIn: page)
    prototypes =
      try options.sharedPrototypes.map {
        try PictureFolder($0, prefix: "../\($0.lastPathComponent)/")
      } ?? folder
  }

  /// Writes the page's picture, scaled down where it is large.
  func write(_ picture: Image) throws -> String {
    try folder.write("picture") {
      let extent = max(picture.width, picture.height)
      guard extent > Self.pictureExtent else { return picture }
      func scaled(_ side: Int) -> Int { max(1, side * Self.pictureExtent / extent) }
      return picture.resized(
        width: scaled(picture.width),
        height: scaled(picture.height),
        order: sheets[0].member.restored.transform.resizeOrder
      )
    }
  }

  /// Draws what the rows show, and hides each listed part of the class's and other classes' prototypes.
  func complete(_ explanation: inout Explanation, note: (String) -> Void) throws {
    try withoutActuallyEscaping(note) { note in
      for place in sheets.indices {
        let sheet = sheets[place]
        let family = sheets.filter { sharesScale(sheet, $0) }
        let scale = overlay == .sharedScale ? SheetDrawing.scale(of: family) : nil
        let drawing = SheetDrawing(
          folder: folder,
          prototypes: prototypes,
          trainingImages: trainingImages,
          scale: scale,
          note: note
        )
        try complete(&explanation.members[place], sheet, drawing, number: place + 1)
        explanation.members[place].scale = try scale.map { scale in
          Explanation.Scale(
            low: Double(scale.low),
            high: Double(scale.high),
            picture: try folder.write(scale.low < 0 ? "scale-linear" : "scale") {
              scale.legend(width: 256, height: 12)
            }
          )
        }
      }
    }
  }

  /// Whether the similarities of two networks have the same meaning: logarithms, or negative distances.
  private func sharesScale(_ one: MemberSheet, _ other: MemberSheet) -> Bool {
    let functions = (one.member.layer.similarityFunction, other.member.layer.similarityFunction)
    return (functions.0 == .linear) == (functions.1 == .linear)
  }

  private func complete(
    _ member: inout Explanation.Member,
    _ sheet: MemberSheet,
    _ drawing: SheetDrawing,
    number: Int
  ) throws {
    for index in member.rows.indices {
      try drawing.complete(&member.rows[index], in: sheet, number: number)
      member.rows[index].hidden = try hidden(member.rows[index], sheet)
    }
    for index in member.others.indices {
      try drawing.complete(&member.others[index], in: sheet, number: number)
      member.others[index].hidden = try hidden(member.others[index], sheet)
    }
    for index in member.nearest.indices {
      try drawing.complete(&member.nearest[index], in: sheet, number: number)
    }
    for index in member.comparison?.rows.indices ?? 0..<0 {
      guard var row = member.comparison?.rows[index].row else { continue }
      try drawing.complete(&row, in: sheet, number: number)
      member.comparison?.rows[index].row = row
    }
  }

  /// The network's logit without the part of a row; nil for one that is not drawn.
  private func hidden(
    _ row: Explanation.Row,
    _ sheet: MemberSheet
  ) throws -> Explanation.Hidden? {
    guard let box = row.box else { return nil }
    let (logits, area) = try sheet.member.logits(sheet.reading, hiding: [box])
    let logit = Double(logits[sheet.classIndex])
    return logit.isFinite ? Explanation.Hidden(logit: logit, area: area) : nil
  }
}
