import Images

/// A square picture in the making, with the bird's part that shows in every pixel.
///
/// Layers lie in the unit square, so that a drawing looks alike at all sizes.
struct Canvas {
  /// The edge in pixels.
  let size: Int
  private var colors: [Color]
  /// The part's label in every pixel, 0 where there is no bird; [size × size].
  private(set) var labels: [UInt8]

  init(size: Int) {
    precondition(size > 0, "a canvas of \(size) pixels")
    self.size = size
    colors = [Color](repeating: Color(), count: size * size)
    labels = [UInt8](repeating: 0, count: size * size)
  }

  /// Paints a layer over what is there, anti-aliased by the distance from its border.
  ///
  /// A pixel takes the layer's label where the layer covers half of it.
  mutating func draw(_ layer: Layer) {
    let edge = Float(size)
    let pixels = Affine.scaling(edge, edge)
    let shape = layer.shape.mapped(by: pixels)
    var field = DistanceField(shape)
    var clip = layer.inside.map { DistanceField($0.mapped(by: pixels)) }
    let softness = max(layer.softness * edge, 1)
    let growth = layer.growth * edge
    let gradient = Gradient(layer.paint.mapped(by: pixels))
    let label = layer.part?.rawValue ?? 0

    let (low, high) = shape.bounds
    let fade = softness / 2
    let rows = range(low.y - growth - fade, high.y + growth + fade)
    let columns = range(low.x - growth - fade, high.x + growth + fade)
    // A little more than it takes, against rounding.
    let reach = growth + fade + 0.01
    for row in rows {
      let y = Float(row) + 0.5
      field.enterRow(y, reach: reach)
      clip?.enterRow(y, reach: reach)
      var column = columns.lowerBound
      while column < columns.upperBound {
        let x = Float(column) + 0.5
        var distance = field.distance(x) - growth
        if let clip { distance = max(distance, clip.distance(x) - growth) }
        // The border is at least this far: so many pixels are all in or all out. Lines that get
        // thinner come nearer a little faster than one goes, hence the factor.
        let left = columns.upperBound - column
        let run = max(1, Int(min((distance.magnitude - fade) * 0.8, Float(left))))
        defer { column += run }
        guard distance < fade else { continue }
        let share = min(max(0.5 - distance / softness, 0), 1)
        // Wide borders fade like a blur, without a visible kink at either end.
        let coverage =
          layer.opacity * (layer.softness > 0 ? share * share * (3 - 2 * share) : share)
        for step in 0..<run {
          let pixel = row * size + column + step
          let color = gradient.color(x + Float(step), y)
          colors[pixel] = colors[pixel].mixed(with: color, coverage)
          if coverage >= 0.5 { labels[pixel] = label }
        }
      }
    }
  }

  /// The picture under a light, a factor for every channel.
  func image(light: Color) -> Image {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * colors.count)
    for color in colors {
      let lit = color * light
      for channel in 0..<3 {
        pixels.append(UInt8(min(max(lit[channel], 0), 1) * 255 + 0.5))
      }
    }
    return Image(width: size, height: size, pixels: pixels)
  }

  /// The pixels that an interval of the canvas touches.
  private func range(_ low: Float, _ high: Float) -> Range<Int> {
    let first = min(max(Int(low.rounded(.down)), 0), size)
    return first..<max(first, min(Int(high.rounded(.up)), size))
  }
}

/// A paint ready for evaluation.
private struct Gradient {
  private let paint: Paint
  private let direction: Point

  init(_ paint: Paint) {
    self.paint = paint
    let offset = paint.end - paint.start
    let squaredLength = (offset * offset).sum()
    direction = squaredLength > 0 ? offset / squaredLength : Point(0, 0)
  }

  func color(_ x: Float, _ y: Float) -> Color {
    let share = ((Point(x, y) - paint.start) * direction).sum()
    return paint.first.mixed(with: paint.second, min(max(share, 0), 1))
  }
}
