import Files
package import Foundation

/// Where the parts of the objects are in the pictures of a data set.
package struct PartAnnotations: Sendable {
  /// The names of all parts; places are in this order.
  package let names: [String]
  private let places: [ByteName: [Place?]]

  /// A point of a picture, as shares of its width and height; outside 0..<1 it is beyond the edge.
  private struct Place: Sendable {
    let x: Double
    let y: Double
  }

  /// Reads what a folder's `manifest.json`, or the `index.json` of ToyBirds, says of parts; nil where
  /// it says nothing.
  package init?(of folder: URL) throws(DatasetError) {
    if let manifest = try DatasetManifest(of: folder) {
      self.init(manifest)
    } else if let index = try ToyBirds.Index(of: folder) {
      self.init(index)
    } else {
      return nil
    }
    if names.isEmpty { return nil }
  }

  private init(_ manifest: DatasetManifest) {
    let names = Set(manifest.images.flatMap { $0.parts ?? [] }.map { ByteName($0.name) }).sorted()
    let places = manifest.images.map { image in
      let parts = Dictionary((image.parts ?? []).map { (ByteName($0.name), $0) }) { first, _ in
        first
      }
      let places = names.map { name in
        parts[name].map { Place(x: $0.x / Double(image.width), y: $0.y / Double(image.height)) }
      }
      return (ByteName(image.path), places)
    }
    self.names = names.map(\.text)
    self.places = Dictionary(places) { first, _ in first }
  }

  private init(_ index: ToyBirds.Index) {
    let size = Double(index.pictureSize)
    let places = index.images.map { image in
      let places = image.locations.map {
        $0.visible ? Place(x: Double($0.x) / size, y: Double($0.y) / size) : nil
      }
      return (ByteName(image.path), places)
    }
    names = index.parts
    self.places = Dictionary(places) { first, _ in first }
  }

  /// The point (x, y) of every part in a picture resized to `imageSize`², nil where it does not show; nil for a
  /// picture that the annotations do not know.
  package func points(in path: String, imageSize: Int) -> [(x: Double, y: Double)?]? {
    places[ByteName(path)]?.map { place in
      place.map { (Double(imageSize) * $0.x, Double(imageSize) * $0.y) }
    }
  }

  /// The row and column of every part in a picture resized to `imageSize`², nil where it does not show;
  /// nil for a picture that the annotations do not know.
  ///
  /// Source: EvalProtoPNet, which truncates towards zero.
  package func places(in path: String, imageSize: Int) -> [(row: Int, column: Int)?]? {
    points(in: path, imageSize: imageSize)?.map { point in
      point.map { (Int($0.y), Int($0.x)) }
    }
  }
}
