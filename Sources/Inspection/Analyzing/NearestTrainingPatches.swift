import Datasets
import Experiments
import Images
import Networks
import ProtoPNet
import Runs
import Tensors

/// The training patches nearest to each prototype of a network, with their pictures.
struct NearestTrainingPatches {
  let network: PrototypeNetwork
  let transform: InputTransform
  let images: [LabelledImage]
  let classNames: [String]

  /// The images kept for a prototype.
  static let count = 5
  private static let batchSize = 32

  /// What was found of one prototype.
  struct Finding {
    var patches: [PageFacts.NearestPatch] = []
    /// Images of its class that it is the nearest of its class's prototypes to.
    var nearestCount = 0
  }

  /// Looks at all images, and draws the patches that were found.
  ///
  /// `number` gives the number of a prototype in files.
  ///
  /// - Throws: `ImageError` for an unreadable picture, `NetworkError` where the network cannot be compiled,
  ///   and what writing pictures throws.
  func findings(
    drawingIn pictures: PagePictures,
    number: (_ prototype: Int) -> Int,
    progress: (_ done: Int, _ total: Int) -> Void
  ) throws -> [Finding] {
    let layer = network.head.prototypeLayer
    var nearest = NearestImages(count: Self.count, prototypeCount: layer.prototypeCount)
    var findings = Array(repeating: Finding(), count: layer.prototypeCount)
    let own = Dictionary(grouping: layer.prototypeClass.indices) { layer.prototypeClass[$0] }
    let batchCount = (images.count + Self.batchSize - 1) / Self.batchSize
    var done = 0
    try ImageLoader(images: images, transform: transform)
      .forEachBatch(order: Array(images.indices), batchSize: Self.batchSize) { batch in
        let distances = layer.forward(try network.evaluate(.whole, batch.images))
        nearest.consider(distances, labels: batch.labels, firstImageIndex: batch.indices[0])
        let values = distances.values.values
        for (position, label) in batch.labels.enumerated() {
          let row = position * layer.prototypeCount
          let winner = (own[label] ?? []).min { values[row + $0] < values[row + $1] }
          if let winner { findings[winner].nearestCount += 1 }
        }
        done += 1
        progress(done, batchCount)
      }
    let drawn = try draw(nearest, in: pictures, number)
    for (prototype, neighbors) in nearest.neighbors.enumerated() {
      findings[prototype].patches = neighbors.enumerated().map { place, neighbor in
        PageFacts.NearestPatch(
          image: images[neighbor.imageIndex].path,
          className: classNames[neighbor.label],
          isOwnClass: neighbor.label == layer.prototypeClass[prototype],
          squaredDistance: Double(neighbor.squaredDistance),
          picture: drawn[[prototype, place]]
        )
      }
    }
    return findings
  }

  /// Draws the high-activation box of every patch, image by image; paths by prototype and place.
  private func draw(
    _ nearest: NearestImages,
    in pictures: PagePictures,
    _ number: (Int) -> Int
  ) throws -> [[Int]: String] {
    var places: [Int: [(prototype: Int, place: Int)]] = [:]
    for (prototype, neighbors) in nearest.neighbors.enumerated() {
      for (place, neighbor) in neighbors.enumerated() {
        places[neighbor.imageIndex, default: []].append((prototype, place))
      }
    }
    var paths: [[Int]: String] = [:]
    for (index, wanted) in places.sorted(by: { $0.key < $1.key }) {
      let image = images[index]
      let picture = transform.resize(try image.contents.image(gray16: transform.gray16))
      let similarities = network.head.prototypeLayer.similarities(
        to: try network.evaluate(.whole, transform.input(of: picture)).slice(0),
        prototypes: wanted.map(\.prototype)
      )
      guard similarities.isFinite else { continue }
      for (position, patch) in wanted.enumerated() {
        let map = ActivationMap(
          similarities: similarities.slice(position),
          imageHeight: picture.height,
          imageWidth: picture.width
        )
        paths[[patch.prototype, patch.place]] = try pictures.write(
          picture.cropped(rows: map.box.rows, columns: map.box.columns),
          "\(number(patch.prototype))-near-\(patch.place + 1)",
          edge: 96
        )
      }
    }
    return paths
  }
}
