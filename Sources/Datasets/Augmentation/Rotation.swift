import Foundation
package import Images
package import Tensors
package import Recipe

/// A rotation of a picture about its centre, which leaves no empty corners and keeps its extents.
package struct Rotation: Sendable, Hashable, Codable {
  /// Counter-clockwise.
  package let degrees: Double
  package let frame: AugmentationFrame

  package init(degrees: Double, frame: AugmentationFrame) {
    precondition(abs(degrees) <= 45, "a rotation by \(degrees)°")
    self.degrees = degrees
    self.frame = frame
  }

  /// Draws a rotation for pictures of some extents, at most 15° to either side.
  ///
  /// The frame is the preset's, apart from pictures so oblong that the released code has none for them.
  package static func draw(
    _ preset: Preset,
    width: Int,
    height: Int,
    from stream: inout RandomStream
  ) -> Rotation {
    switch preset {
    case .asPaper:
      let hundredths = stream.integer(below: 2 * 1500 + 1) - 1500
      return Rotation(degrees: Double(hundredths) / 100, frame: .inscribed)
    case .asReleasedCode:
      let clockwise = Rotation(degrees: -Double(stream.integer(below: 16)), frame: .released)
      let counterclockwise = Rotation(degrees: Double(stream.integer(below: 16)), frame: .released)
      let drawn = stream.integer(below: 2) == 0 ? clockwise : counterclockwise
      return drawn.releasedBox(width: width, height: height) == nil
        ? Rotation(degrees: drawn.degrees, frame: .inscribed) : drawn
    }
  }

  /// The turned picture, of the source's extents.
  package func apply(to source: WarpSource) -> Image {
    guard degrees != 0 else { return source.image }
    let (width, height) = (source.image.width, source.image.height)
    switch frame {
    case .inscribed:
      return source.warped(
        by: .affine(inscribedMap(width: Double(width), height: Double(height))),
        columns: 0..<width,
        rows: 0..<height
      )
    case .released:
      guard let box = releasedBox(width: width, height: height) else {
        preconditionFailure("a rotation of \(width)×\(height) pixels by \(degrees)° has no box")
      }
      let canvas = canvas(width: width, height: height)
      return source.warped(by: .affine(canvas.map), columns: box.columns, rows: box.rows)
        .resized(width: width, height: height, filter: .bicubic)
    }
  }

  /// The largest box of the picture's own shape about its centre, enlarged to the picture's extents.
  private func inscribedMap(width: Double, height: Double) -> AffineMap {
    let angle = degrees * .pi / 180
    let (cosine, sine) = (cos(angle), sin(angle))
    let scale = min(
      width / (width * cosine + height * abs(sine)),
      height / (width * abs(sine) + height * cosine)
    )
    let (a, b) = (scale * cosine, -scale * sine)
    let (x, y) = (width / 2, height / 2)
    return AffineMap(a, b, x - a * x - b * y, -b, a, y + b * x - a * y)
  }

  /// The extents of the whole turned picture, and the map that fills them.
  ///
  /// Source: Pillow, `Image.rotate(…, expand=True)`.
  private func canvas(width: Int, height: Int) -> (width: Int, height: Int, map: AffineMap) {
    let angle = -degrees * .pi / 180
    let (w, h) = (Double(width), Double(height))
    var map = AffineMap(cos(angle), sin(angle), 0, -sin(angle), cos(angle), 0)
    func place(_ x: Double, _ y: Double) -> SIMD2<Double> {
      SIMD2(map.a * x + map.b * y + map.c, map.d * x + map.e * y + map.f)
    }
    let center = place(-w / 2, -h / 2)
    (map.c, map.f) = (center.x + w / 2, center.y + h / 2)
    let corners = [place(0, 0), place(w, 0), place(w, h), place(0, h)]
    func extent(_ values: [Double]) -> Int {
      Int((values.max() ?? 0).rounded(.up) - (values.min() ?? 0).rounded(.down))
    }
    let canvas = (width: extent(corners.map(\.x)), height: extent(corners.map(\.y)))
    let origin = place(-Double(canvas.width - width) / 2, -Double(canvas.height - height) / 2)
    (map.c, map.f) = (origin.x, origin.y)
    return (canvas.width, canvas.height, map)
  }

  /// The part of the canvas that the released code keeps; nil where its formula leaves nothing.
  ///
  /// With t = tan|angle| and the canvas X×Y, E = t(Y − Xt) − t² is cut off left and right and
  /// A = t(X − E) above and below. The largest box would have E = t(Y − Xt) / (1 − t²).
  /// Source: Augmentor, `RotateRange.perform_operation`.
  func releasedBox(width: Int, height: Int) -> (columns: Range<Int>, rows: Range<Int>)? {
    let canvas = canvas(width: width, height: height)
    let (x, y) = (Double(canvas.width), Double(canvas.height))
    let tangent = tan(abs(degrees) * .pi / 180)
    let left = tangent * (y - x * tangent) - tangent * tangent
    let top = tangent * (x - left)
    func edges(_ cut: Double, of extent: Double) -> Range<Int>? {
      let start = Int(cut.rounded(.toNearestOrEven))
      let end = Int((extent - cut).rounded(.toNearestOrEven))
      return start < end ? start..<end : nil
    }
    guard let columns = edges(left, of: x), let rows = edges(top, of: y) else { return nil }
    return (columns, rows)
  }
}
