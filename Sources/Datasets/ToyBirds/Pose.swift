import Tensors

/// How a bird holds itself and from where it is seen.
struct Pose {
  /// The share of the picture's edge that is a unit of the bird's own drawing at scale 1.
  private static let unit: Float = 0.42
  /// The free border around the bird, in shares of the picture's edge.
  private static let margin: Float = 0.03

  /// What the head nods by about the neck, and the tail about its root.
  let headDegrees: Float
  let tailDegrees: Float
  /// Mirroring, squashing, turning and scaling, about the bird's middle.
  private let view: Affine
  /// Where in the free space the bird sits, from 0 to 1 both ways.
  private let seat: Point

  init(_ stream: inout RandomStream) {
    headDegrees = stream.uniform(-12, 12)
    tailDegrees = stream.uniform(-12, 12)
    let direction: Float = stream.uniform() < 0.5 ? -1 : 1
    let squash = Affine(
      horizontal: Point(stream.uniform(0.86, 1.04), 0),
      vertical: Point(stream.uniform(-0.12, 0.12), stream.uniform(0.92, 1.04))
    )
    let scale = Self.unit * stream.uniform(0.7, 1.1)
    view =
      squash
      .then(.rotation(degrees: stream.uniform(-25, 25)))
      .then(.scaling(direction * scale, scale))
    seat = Point(stream.uniform(), stream.uniform())
  }

  /// The map from the bird's drawing to the unit square, where all of `layers` fits in.
  func placement(of layers: [Layer]) -> Affine {
    var (low, high) = (Point(repeating: .infinity), Point(repeating: -.infinity))
    for layer in layers {
      let bounds = layer.shape.mapped(by: view).bounds
      low = pointwiseMin(low, bounds.low)
      high = pointwiseMax(high, bounds.high)
    }
    let free = 1 - 2 * Self.margin
    let shrink = min(1, free / (high - low).max())
    let room = Point(repeating: free) - (high - low) * shrink
    let corner = Point(repeating: Self.margin) + room * seat
    return view.then(.scaling(shrink, shrink)).then(.shift(corner - low * shrink))
  }
}
