import Files
import Foundation
import ProtoPNet
import Tensors

/// The projection search over random latent maps of 7×7 cells, in the order of their classes.
///
/// D = 128 and K = 200; as in the released code's projection set, the images of one class follow one another.
struct ProjectionSubject {
  let layer: PrototypeLayer
  private let labels: [Int]
  private let latent: Tensor
  /// The images of each batch, ascending.
  private let batches: [Range<Int>]

  init(imagesPerClass: Int, prototypesPerClass: Int, batchSize: Int) {
    var stream = RandomStream(seed: 1, purpose: "prototypes")
    layer = PrototypeLayer(
      classCount: HeadSubject.classCount,
      prototypesPerClass: prototypesPerClass,
      depth: HeadSubject.depth,
      random: &stream
    )
    let count = HeadSubject.classCount * imagesPerClass
    labels = (0..<count).map { $0 / imagesPerClass }
    latent = .uniform(
      [count, HeadSubject.depth, HeadSubject.mapExtent, HeadSubject.mapExtent],
      from: 0,
      purpose: "latent maps"
    )
    batches = stride(from: 0, to: count, by: batchSize).map {
      $0..<min($0 + batchSize, count)
    }
  }

  var imageCount: Int { labels.count }

  /// Subtractions, multiplications and additions of all images' distances to their class's prototypes.
  var operationCount: Double {
    let prototypes = layer.prototypeCount / layer.classCount
    let cells = HeadSubject.mapExtent * HeadSubject.mapExtent
    return 3 * Double(imageCount * prototypes * cells * HeadSubject.depth)
  }

  /// The latent maps as batches, as the backbone would hand them over.
  func batchesOfMaps() -> [Tensor] {
    let size = latent.count / imageCount
    return latent.withUnsafeValues { values in
      batches.map { images in
        Tensor(shape: Shape([images.count] + latent.shape.dimensions.dropFirst())) {
          _ = $0.update(fromContentsOf: values[images.lowerBound * size..<images.upperBound * size])
        }
      }
    }
  }

  /// Searches all batches, maps [N, D, H, W].
  ///
  /// - Throws: `ProtoPNetError` where a class has no image.
  func project(_ maps: [Tensor]) throws -> Projection {
    var search = ProjectionSearch(layer)
    for (images, latent) in zip(batches, maps) {
      search.consider(
        latent: latent,
        labels: Array(labels[images]),
        firstImageIndex: images.lowerBound
      )
    }
    return try search.finish(classNames: (0..<layer.classCount).map { "class \($0)" })
  }

  // MARK: - For the peer

  private struct Extents: Encodable {
    var latent: [Int]
    var prototypes: Int
    var classes: Int
  }

  /// Writes what the peer reads; see its script.
  ///
  /// - Throws: What the file system says of a file that cannot be written.
  func write(to folder: URL) throws {
    let extents = Extents(
      latent: Array(latent.shape.dimensions),
      prototypes: layer.prototypeCount,
      classes: layer.classCount
    )
    let labels = labels.map { Int32($0).littleEndian }
    let files = [
      "shape.json": try JSONEncoder().encode(extents),
      "latent.f32": Self.data(latent),
      "prototypes.f32": Self.data(layer.prototypes),
      "labels.i32": labels.withUnsafeBytes { Data($0) },
    ]
    for (name, data) in files { try NewFile.write(data, to: folder.appending(path: name)) }
  }

  private static func data(_ tensor: Tensor) -> Data {
    tensor.withUnsafeValues { Data($0.map(\.bitPattern.littleEndian).withUnsafeBytes { Data($0) }) }
  }

  /// The prototypes [P, D, H1, W1] of which a peer's values, little-endian floats, are the same bit by bit.
  static func equalPrototypeCount(_ projected: Tensor, _ theirs: Data) -> Int {
    let (ours, size) = (data(projected), 4 * projected.count / projected.shape[0])
    guard theirs.count == ours.count else { return 0 }
    return (0..<projected.shape[0]).count {
      ours[$0 * size..<($0 + 1) * size] == theirs[$0 * size..<($0 + 1) * size]
    }
  }
}
