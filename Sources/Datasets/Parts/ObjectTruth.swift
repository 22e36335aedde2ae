import Files
package import Foundation
package import Images

/// What is known of the object in the pictures of a data set, pixel by pixel and part by part.
package struct ObjectTruth: Sendable {
  /// Where the parts are; nil where nothing says so.
  package let parts: PartAnnotations?
  /// The parts of the label maps, the first one's label being 1; empty where there are no such maps.
  package let labelledParts: [String]
  /// Where masks come from, in words; nil where there are none.
  package let maskSource: String?
  /// What is missing where there are no masks.
  package let missingMasks: String
  private let root: URL
  private let boxes: [ByteName: [Double]]

  /// Reads what a data set's folder says; masks are those of its pictures, else files of their paths below
  /// `masks/`, else the boxes of uncropped pictures in `manifest.json`.
  package init(of dataset: Dataset) throws(DatasetError) {
    try self.init(root: dataset.root, images: dataset.test.images)
  }

  /// The same of some pictures below `root`.
  package init(root: URL, images: [LabelledImage]) throws(DatasetError) {
    self.root = root
    parts = try PartAnnotations(of: root)
    let index = try ToyBirds.Index(of: root)
    let hasLabels =
      index != nil && images.first.map { Self.exists(Self.file("parts", $0.path, root)) } == true
    labelledParts = hasLabels ? index?.parts ?? [] : []
    let manifest = try DatasetManifest(of: root)
    boxes = Dictionary(
      (manifest?.images ?? []).compactMap { image in
        image.objectBox.map { (ByteName(image.path), Self.share($0, image.width, image.height)) }
      }
    ) { $1 }
    let hasMasks = images.first.map {
      $0.mask != nil || Self.exists(Self.file("masks", $0.path, root))
    }
    if hasLabels {
      maskSource = "rendered exactly"
    } else if hasMasks == true {
      maskSource = "segmentations in masks/"
    } else if !boxes.isEmpty {
      maskSource = "the object's box, not its outline"
    } else {
      maskSource = nil
    }
    let isCropped = manifest?.images.contains { $0.box != nil } == true
    missingMasks =
      isCropped
      ? "needs object masks: the pictures are cropped to the object's box, so that everything is inside"
      : "needs object masks, such as a folder masks/ with a picture for each"
  }

  /// Whether the object is in each of `imageSize`² pixels; nil for a picture without a mask.
  ///
  /// - Throws: `ImageError` for a broken mask.
  package func mask(of image: LabelledImage, imageSize: Int) throws -> [Bool]? {
    if let labels = try labels(of: image, imageSize: imageSize) { return labels.map { $0 != 0 } }
    let file = Self.file("masks", image.path, root)
    if image.mask != nil || Self.exists(file) {
      let contents = image.mask ?? .file(file)
      let mask = GrayImage(luminanceOf: try contents.image())
      return Self.sampled(mask, imageSize: imageSize).map { $0 != 0 }
    }
    return boxes[ByteName(image.path)].map { box in
      (0..<imageSize * imageSize).map { pixel in
        let x = (Double(pixel % imageSize) + 0.5) / Double(imageSize)
        let y = (Double(pixel / imageSize) + 0.5) / Double(imageSize)
        return x >= box[0] && x < box[2] && y >= box[1] && y < box[3]
      }
    }
  }

  /// The label of the part in each of `imageSize`² pixels, 0 for none; nil where there are no label maps.
  ///
  /// - Throws: `ImageError` for a broken map.
  package func labels(of image: LabelledImage, imageSize: Int) throws -> [UInt8]? {
    guard !labelledParts.isEmpty else { return nil }
    let file = Self.file("parts", image.path, root)
    guard Self.exists(file) else { return nil }
    let map = GrayImage(luminanceOf: try PictureContents.file(file).image())
    return Self.sampled(map, imageSize: imageSize)
  }

  /// The samples at the middles of `imageSize`² pixels.
  package static func sampled(_ map: GrayImage, imageSize: Int) -> [UInt8] {
    (0..<imageSize * imageSize).map { pixel in
      let row = (2 * (pixel / imageSize) + 1) * map.height / (2 * imageSize)
      let column = (2 * (pixel % imageSize) + 1) * map.width / (2 * imageSize)
      return map.pixels[row * map.width + column]
    }
  }

  /// A picture's companion, under its own name or as a PNG.
  private static func file(_ kind: String, _ path: String, _ root: URL) -> URL {
    let file = root.appending(path: kind).appending(path: path)
    return exists(file) ? file : file.deletingPathExtension().appendingPathExtension("png")
  }

  private static func exists(_ file: URL) -> Bool {
    FileManager.default.fileExists(atPath: file.path)
  }

  private static func share(_ box: [Int], _ width: Int, _ height: Int) -> [Double] {
    [
      Double(box[0]) / Double(width), Double(box[1]) / Double(height),
      Double(box[2]) / Double(width), Double(box[3]) / Double(height),
    ]
  }
}
