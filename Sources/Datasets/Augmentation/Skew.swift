package import Images
package import Tensors
package import Recipe

/// A change of perspective: one edge or one corner of the picture is moved outwards, beyond its frame.
package struct Skew: Sendable, Hashable, Codable {
  /// What is moved outwards: both ends of an edge, or one corner along an edge.
  package enum Direction: String, CaseIterable, Sendable, Codable {
    case tiltLeft = "tilt-left"
    case tiltRight = "tilt-right"
    case tiltTop = "tilt-top"
    case tiltBottom = "tilt-bottom"
    case topLeftHorizontally = "corner-top-left-horizontally"
    case topLeftVertically = "corner-top-left-vertically"
    case topRightHorizontally = "corner-top-right-horizontally"
    case topRightVertically = "corner-top-right-vertically"
    case bottomRightHorizontally = "corner-bottom-right-horizontally"
    case bottomRightVertically = "corner-bottom-right-vertically"
    case bottomLeftHorizontally = "corner-bottom-left-horizontally"
    case bottomLeftVertically = "corner-bottom-left-vertically"

    static let tilts: [Direction] = [.tiltLeft, .tiltRight, .tiltTop, .tiltBottom]
    static let corners = Array(allCases.dropFirst(tilts.count))
  }

  package let direction: Direction
  /// How far the corners are moved.
  package let pixels: Double

  package init(_ direction: Direction, pixels: Double) {
    precondition(pixels > 0, "a skew by \(pixels) pixels")
    self.direction = direction
    self.pixels = pixels
  }

  /// Draws a skew for pictures of some extents, by at most a fifth of the longer edge.
  package static func draw(
    _ preset: Preset,
    width: Int,
    height: Int,
    from stream: inout RandomStream
  ) -> Skew {
    let longer = max(width, height)
    switch preset {
    case .asPaper:
      let direction = Direction.allCases[stream.integer(below: Direction.allCases.count)]
      // A fifth in hundredths of a pixel.
      return Skew(direction, pixels: Double(1 + stream.integer(below: 20 * longer)) / 100)
    case .asReleasedCode:
      let pixels = 1 + stream.integer(below: Int((0.2 * Double(longer)).rounded(.up)))
      let direction =
        switch stream.integer(below: 4) {
        case 0: Direction.tilts[stream.integer(below: 4)]
        case 1: Direction.tilts[stream.integer(below: 2)]
        case 2: Direction.tilts[2 + stream.integer(below: 2)]
        default: Direction.corners[stream.integer(below: 8)]
        }
      return Skew(direction, pixels: Double(pixels))
    }
  }

  /// The picture with its corners moved, as far as it shows in its own frame.
  package func apply(to source: WarpSource) -> Image {
    let (width, height) = (source.image.width, source.image.height)
    let corners = Self.corners(width: Double(width), height: Double(height))
    let map = PerspectiveMap(taking: moved(corners), to: corners)
    return source.warped(by: .perspective(map), columns: 0..<width, rows: 0..<height)
  }

  /// Clockwise from the top left one.
  private static func corners(width: Double, height: Double) -> [SIMD2<Double>] {
    [SIMD2(0, 0), SIMD2(width, 0), SIMD2(width, height), SIMD2(0, height)]
  }

  /// The corners where the skew puts them.
  ///
  /// Source: Augmentor, `Skew.perform_operation`.
  private func moved(_ corners: [SIMD2<Double>]) -> [SIMD2<Double>] {
    let (left, right) = (SIMD2(-pixels, 0), SIMD2(pixels, 0))
    let (up, down) = (SIMD2(0, -pixels), SIMD2(0, pixels))
    let none = SIMD2<Double>(0, 0)
    let moves =
      switch direction {
      case .tiltLeft: [up, none, none, down]
      case .tiltRight: [none, up, down, none]
      case .tiltTop: [left, right, none, none]
      case .tiltBottom: [none, none, right, left]
      case .topLeftHorizontally: [left, none, none, none]
      case .topLeftVertically: [up, none, none, none]
      case .topRightHorizontally: [none, right, none, none]
      case .topRightVertically: [none, up, none, none]
      case .bottomRightHorizontally: [none, none, right, none]
      case .bottomRightVertically: [none, none, down, none]
      case .bottomLeftHorizontally: [none, none, none, left]
      case .bottomLeftVertically: [none, none, none, down]
      }
    return zip(corners, moves).map { $0 + $1 }
  }
}
