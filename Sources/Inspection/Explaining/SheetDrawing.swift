import Recipe
import Experiments
import Foundation
import Images
import Networks
import ProtoPNet
import Tensors

/// Draws the pictures behind a page's rows.
struct SheetDrawing {
  /// The pictures of the page, and those of prototypes, which pages may share.
  let folder: PictureFolder
  let prototypes: PictureFolder
  let trainingImages: TrainingImages
  /// The one scale of a network's activation maps; nil where each has its own, as in the released code.
  let scale: HeatScale?
  let note: (String) -> Void

  /// Draws a shown prototype, and adds to its row what is known of its training image.
  ///
  /// - Throws: `ImageError` for unreadable and unwritable pictures, `DatasetError` where a named data set
  ///   has not all training images, and what reading files throws.
  func complete(_ row: inout Explanation.Row, in sheet: MemberSheet, number: Int) throws {
    let prototype = row.prototype
    guard let map = sheet.maps[prototype] else { return }
    let (picture, name) = (sheet.reading.picture, "\(number)-\(prototype)")
    var pictures = Explanation.Pictures(
      box: try folder.write("\(name)-box") {
        picture.drawingBox(rows: map.box.rows, columns: map.box.columns)
      },
      activation: try folder.write("\(name)-activation") {
        scale.map { picture.overlay(heat: map.upsampled, on: $0) }
          ?? picture.overlay(heat: map.upsampled)
      },
      prototype: nil,
      source: nil
    )
    let transform = sheet.member.restored.transform
    if let source = sheet.member.restored.sources?[prototype],
      let found = try trainingImages.image(of: source, gray16: transform.gray16)
    {
      let (rows, columns) = (source.box.rows, source.box.columns)
      let original = transform.resize(found.image)
      pictures.prototype = try prototypes.write("\(name)-prototype") {
        original.cropped(rows: rows, columns: columns)
      }
      pictures.source = try prototypes.write("\(name)-source") {
        original.drawingBox(rows: rows, columns: columns)
      }
      addContents(of: source, found, transform.imageSize, to: &row)
    }
    row.pictures = pictures
  }

  /// Adds what the prototype's patch shows, as far as the data set says so.
  private func addContents(
    of source: PrototypeSource,
    _ found: TrainingImages.Found,
    _ imageSize: Int,
    to row: inout Explanation.Row
  ) {
    do {
      let contents = try PatchContents(
        of: source,
        imageSize: imageSize,
        in: found.root,
        trainingImages
      )
      row.shows = contents.parts
      if let warning = contents.warning { row.warnings.append(warning) }
    } catch {
      note("what prototype \(row.prototype) shows is not known: \(error)")
    }
  }

  /// The scale that sheets share: from no similarity to the most that is shown, but at least a quarter of
  /// the maximum, so that weak evidence looks weak.
  static func scale(of sheets: [MemberSheet]) -> HeatScale {
    let extremes = sheets.map(\.extremes)
    let maximum = Float(sheets.map(\.member.layer.similarityFunction.maximum).max() ?? 0)
    let lowest = extremes.map(\.low).min() ?? 0
    // The linear similarity has no lower bound, and 0 is its maximum.
    guard maximum > 0 else { return HeatScale(low: min(lowest, -1), high: 0) }
    return HeatScale(low: 0, high: max(extremes.map(\.high).max() ?? 0, maximum / 4))
  }
}
