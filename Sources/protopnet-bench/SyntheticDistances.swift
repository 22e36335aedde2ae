import Engine
import Tensors

/// Distances like those of a trained network after its projection, for a last layer of 200 classes.
///
/// Every class has a place for each kind of latent patch, near a place that all classes share; an image
/// has one patch of each kind, off its class's places by an amount of its own, so that its similarities
/// to its class's prototypes are high or low together. A prototype is the patch of a training image that is
/// nearest to its place: its similarity to that image is the largest there is, ln(1/ε). One label in a
/// hundred is wrong, so that no own-class evidence separates the images.
struct SyntheticDistances {
  static let classCount = 200
  /// Smallest squared distances, [n, P].
  let distances: Tensor
  let labels: [Int]

  private static let depth = 16
  private static let spread: Float = 0.35
  private static let largestBlur: Float = 0.6
  /// The images of a class that its prototypes may come from.
  private static let candidateCount = 10

  init(imageCount: Int, prototypesPerClass kinds: Int) {
    var stream = RandomStream(seed: 1, purpose: "places")
    let (depth, classCount) = (Self.depth, Self.classCount)
    let (count, width) = (classCount * kinds, kinds * depth)
    let common = (0..<width).map { _ in stream.uniform(0, 1) }
    let places = (0..<count * depth).map { common[$0 % width] + Self.spread * stream.normal() }
    func patches(_ image: Int) -> [Float] {
      var stream = RandomStream(seed: 1, purpose: "patches", index: image)
      let first = image % classCount * width
      let blur = stream.uniform(0, Self.largestBlur)
      return places[first..<first + width].map { $0 + blur * stream.normal() }
    }
    let candidates = (0..<min(imageCount, classCount * Self.candidateCount)).map(patches)
    var prototypes = places
    for prototype in 0..<count {
      let (label, kind) = (prototype / kinds, prototype % kinds)
      let place = places[prototype * depth..<(prototype + 1) * depth]
      let own = stride(from: label, to: candidates.count, by: classCount)
        .map { candidates[$0][kind * depth..<(kind + 1) * depth] }
      guard let nearest = own.min(by: { Self.distance($0, place) < Self.distance($1, place) })
      else { continue }
      prototypes.replaceSubrange(prototype * depth..<(prototype + 1) * depth, with: nearest)
    }
    distances = Tensor(shape: [imageCount, count]) { distances in
      Parallel.forEachPiece(of: imageCount) { images in
        for image in images {
          let patches = patches(image)
          for prototype in 0..<count {
            let kind = prototype % kinds
            var sum: Float = 0
            for axis in 0..<depth {
              let difference = patches[kind * depth + axis] - prototypes[prototype * depth + axis]
              sum += difference * difference
            }
            distances[image * count + prototype] = sum
          }
        }
      }
    }
    labels = (0..<imageCount).map { image in
      var stream = RandomStream(seed: 1, purpose: "labels", index: image)
      return stream.integer(below: 100) == 0
        ? stream.integer(below: classCount) : image % classCount
    }
  }

  private static func distance(_ left: ArraySlice<Float>, _ right: ArraySlice<Float>) -> Float {
    zip(left, right).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }
}
