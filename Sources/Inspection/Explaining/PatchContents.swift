import Datasets
import Experiments
import Foundation
import Images
import Networks

/// What a prototype's box shows in its training image, by the data set's masks and annotated parts.
struct PatchContents {
  /// The names of the annotated parts in the box; nil where none are annotated.
  let parts: [String]?
  /// The share of the box that lies on the object; nil where there is no mask.
  let objectShare: Double?

  /// A patch of which less lies on the object is called background.
  private static let leastObjectShare = 0.1

  /// Looks at the box in the image at `imageSize`² pixels.
  ///
  /// A mask is the gray picture under `masks/` with the image's path, as ToyBirds has them.
  /// - Throws: `DatasetError` for annotations and `ImageError` for a mask that cannot be read.
  init(of source: PrototypeSource, imageSize: Int, in root: URL, _ images: TrainingImages) throws {
    let box = source.box
    let annotations = try images.annotations(in: root)
    parts = annotations.flatMap { annotations in
      annotations.places(in: source.image, imageSize: imageSize).map { places in
        zip(annotations.names, places).compactMap { name, place in
          place.flatMap {
            box.rows.contains($0.row) && box.columns.contains($0.column) ? name : nil
          }
        }
      }
    }
    let mask = root.appending(path: "masks").appending(path: source.image)
    guard FileManager.default.fileExists(atPath: mask.path) else {
      objectShare = nil
      return
    }
    let picture = try GrayImage(contentsOf: mask)
    var (inside, count) = (0, 0)
    for row in box.rows {
      let line = min(row * picture.height / imageSize, picture.height - 1) * picture.width
      for column in box.columns {
        let place = min(column * picture.width / imageSize, picture.width - 1)
        inside += picture.pixels[line + place] != 0 ? 1 : 0
        count += 1
      }
    }
    objectShare = count > 0 ? Double(inside) / Double(count) : nil
  }

  /// Why the patch is background; nil where it is not, or nothing is known.
  var warning: Explanation.Warning? {
    if let objectShare {
      guard objectShare < Self.leastObjectShare else { return nil }
      return Explanation.Warning(
        .background,
        "background: \(Int((100 * objectShare).rounded())) % of the prototype's box lies on the "
          + "object, by the data set's mask"
      )
    }
    guard let parts, parts.isEmpty else { return nil }
    return Explanation.Warning(
      .background,
      "perhaps background: no annotated part lies in the prototype's box in its training picture"
    )
  }
}
