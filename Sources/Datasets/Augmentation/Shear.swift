import Foundation
package import Images
package import Tensors
package import Recipe

/// A shear of a picture along one of its axes, which leaves no empty corners and keeps its extents.
package struct Shear: Sendable, Hashable, Codable {
  package enum Axis: String, Sendable, Hashable, Codable {
    /// Rows slide along themselves.
    case horizontal
    /// Columns slide along themselves.
    case vertical
  }

  /// Positive angles slide lower rows to the left, or columns further right upwards.
  package let degrees: Double
  package let axis: Axis
  package let frame: AugmentationFrame

  package init(degrees: Double, axis: Axis, frame: AugmentationFrame) {
    precondition(abs(degrees) <= 45, "a shear by \(degrees)°")
    self.degrees = degrees
    self.axis = axis
    self.frame = frame
  }

  /// Draws a shear for pictures of some extents, by at most 10° (11° with `asReleasedCode`).
  ///
  /// The frame is the preset's, apart from pictures so oblong that the released code has none for them.
  package static func draw(
    _ preset: Preset,
    width: Int,
    height: Int,
    from stream: inout RandomStream
  ) -> Shear {
    switch preset {
    case .asPaper:
      let hundredths = stream.integer(below: 2 * 1000 + 1) - 1000
      let axis: Axis = stream.integer(below: 2) == 0 ? .horizontal : .vertical
      return Shear(degrees: Double(hundredths) / 100, axis: axis, frame: .inscribed)
    case .asReleasedCode:
      // A number of ±11 is cut off to ±10, and all but −1 are raised by one.
      let cell = stream.integer(below: 22)
      let cut = cell < 11 ? cell - 10 : cell - 11
      let degrees = Double(cut == -1 ? cut : cut + 1)
      let axis: Axis = stream.integer(below: 2) == 0 ? .horizontal : .vertical
      let drawn = Shear(degrees: degrees, axis: axis, frame: .released)
      return drawn.releasedBox(width: width, height: height) == nil
        ? Shear(degrees: degrees, axis: axis, frame: .inscribed) : drawn
    }
  }

  /// The sheared picture, of the source's extents.
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
        preconditionFailure("a shear of \(width)×\(height) pixels by \(degrees)° has no box")
      }
      return source.warped(by: .affine(box.map), columns: box.columns, rows: box.rows)
        .resized(width: width, height: height, filter: .bicubic)
    }
  }

  private var slope: Double { tan(degrees * .pi / 180) }

  /// The largest box of the picture's own shape about its centre, enlarged to the picture's extents.
  private func inscribedMap(width: Double, height: Double) -> AffineMap {
    let (x, y) = (width / 2, height / 2)
    switch axis {
    case .horizontal:
      let scale = width / (width + abs(slope) * height)
      let slide = slope * scale
      return AffineMap(scale, slide, x - scale * x - slide * y, 0, scale, y - scale * y)
    case .vertical:
      let scale = height / (height + abs(slope) * width)
      let slide = slope * scale
      return AffineMap(scale, 0, x - scale * x, slide, scale, y - scale * y - slide * x)
    }
  }

  /// The map of the released code and the part of its canvas that is kept; nil where nothing is.
  ///
  /// The canvas is longer than the picture by the slide of the farthest row or column, and its first
  /// pixels, as many as that, are cut off.
  /// Source: Augmentor, `Shear.perform_operation`.
  func releasedBox(
    width: Int,
    height: Int
  ) -> (columns: Range<Int>, rows: Range<Int>, map: AffineMap)? {
    let isForward = degrees > 0
    switch axis {
    case .horizontal:
      let slide = (abs(slope) * Double(height)).rounded(.up)
      guard Int(slide) < width else { return nil }
      return (
        columns: Int(slide)..<width,
        rows: 0..<height,
        map: AffineMap(1, slope, isForward ? -slide : 0, 0, 1, 0)
      )
    case .vertical:
      let slide = abs(slope) * Double(width)
      let start = Int(slide.rounded(.toNearestOrEven))
      guard start < height else { return nil }
      return (
        columns: 0..<width,
        rows: start..<height,
        map: AffineMap(1, 0, 0, slope, 1, isForward ? -slide : 0)
      )
    }
  }
}
