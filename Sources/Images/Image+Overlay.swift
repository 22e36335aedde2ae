package import Tensors

extension Image {
  /// The picture at half its brightness under 0.3 of a map's heat in the colours of JET.
  ///
  /// `map` [height, width] is finite; heat = (map − min) / (max − min), 0 everywhere where the map is
  /// constant. Levels and samples are truncated to 8 bits.
  /// Source: released code `push.py` and matplotlib's `imsave`.
  package func overlay(heat map: Tensor) -> Image {
    precondition(map.shape == [height, width], "a map of \(map.shape) over \(width)×\(height)")
    var result = self
    map.withUnsafeValues { values in
      let (low, high) = values.reduce((Float.infinity, -Float.infinity)) {
        (min($0.0, $1), max($0.1, $1))
      }
      precondition(values.allSatisfy(\.isFinite), "a map that is not finite")
      let span = high - low
      for (pixel, value) in values.enumerated() {
        let level = span > 0 ? UInt8(255 * ((value - low) / span)) : 0
        let color = ColorMap.jet[level]
        for channel in 0..<3 {
          let light = Float(pixels[3 * pixel + channel]) / 255
          let heat = Float(color[channel]) / 255
          result.pixels[3 * pixel + channel] = UInt8((0.5 * light + 0.3 * heat) * 255)
        }
      }
    }
    return result
  }
}
