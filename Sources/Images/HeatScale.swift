package import Tensors

/// The values that the two ends of a colour map stand for, the same for every map that shares it.
package struct HeatScale: Sendable, Hashable {
  package let low: Float
  package let high: Float

  /// A scale between finite values, `low` below `high`.
  package init(low: Float, high: Float) {
    precondition(low.isFinite && high.isFinite && low < high, "a scale from \(low) to \(high)")
    (self.low, self.high) = (low, high)
  }

  /// Where a value stands between the ends, 0…1; beyond them it is the nearer one's.
  package func share(of value: Float) -> Float { min(max((value - low) / (high - low), 0), 1) }

  /// How much of the picture the highest value covers.
  static let opacity: Float = 0.8

  /// The scale from its low end on the left to its high end, over gray as maps lie over pictures.
  package func legend(width: Int, height: Int) -> Image {
    var picture = Image(
      width: width,
      height: height,
      pixels: Array(repeating: 170, count: 3 * width * height)
    )
    for column in 0..<width {
      let share = Float(column) / Float(max(width - 1, 1))
      for row in 0..<height { picture.paint(row * width + column, share) }
    }
    return picture
  }
}

extension Image {
  /// The picture in gray under the colours of ``ColorMap/ember``, the more opaque the higher the map is.
  ///
  /// `map` [height, width] is finite. Whatever has a colour is the map's, whose low end has none.
  package func overlay(heat map: Tensor, on scale: HeatScale) -> Image {
    precondition(map.shape == [height, width], "a map of \(map.shape) over \(width)×\(height)")
    var result = gray
    map.withUnsafeValues { values in
      precondition(values.allSatisfy(\.isFinite), "a map that is not finite")
      for (pixel, value) in values.enumerated() { result.paint(pixel, scale.share(of: value)) }
    }
    return result
  }

  /// The picture's luminance in all three channels.
  private var gray: Image {
    let samples = GrayImage(luminanceOf: self).pixels
    return Image(width: width, height: height, pixels: samples.flatMap { [$0, $0, $0] })
  }

  /// Lays the colour of a share of the scale over a pixel.
  fileprivate mutating func paint(_ pixel: Int, _ share: Float) {
    let color = ColorMap.ember[UInt8((255 * share).rounded())]
    let opacity = HeatScale.opacity * share
    for channel in 0..<3 {
      let light = Float(pixels[3 * pixel + channel])
      let mixed = (1 - opacity) * light + opacity * Float(color[channel])
      pixels[3 * pixel + channel] = UInt8(mixed.rounded())
    }
  }
}
