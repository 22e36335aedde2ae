import Foundation

extension ColorMap {
  /// From dark violet over red to pale yellow: equal steps of level are equal steps to the eye.
  ///
  /// Lightness 0.30…0.95, hue 295°…460° and a chroma within sRGB are a curve in OKLab, whose levels are
  /// equally long pieces of it. Read in gray it only rises, and so it does for eyes without red or green.
  /// Source: Ottosson, "A perceptual color space for image processing", 2020, for OKLab alone.
  package static let ember: ColorMap = {
    let sampleCount = 4_096
    let samples = (0...sampleCount).map { emberColor(Double($0) / Double(sampleCount)) }
    var lengths = [0.0]
    for (one, next) in zip(samples, samples.dropFirst()) {
      let step = next - one
      lengths.append((lengths.last ?? 0) + (step * step).sum().squareRoot())
    }
    let length = lengths.last ?? 0
    var place = 0
    return ColorMap(
      colors: (0..<256).map { level in
        let wanted = length * Double(level) / 255
        while place < sampleCount, lengths[place] < wanted { place += 1 }
        return rgb(ofOKLab: samples[place])
      }
    )
  }()

  /// The curve in OKLab at 0…1: lightness, green to red, blue to yellow.
  private static func emberColor(_ share: Double) -> SIMD3<Double> {
    let angle = (295 + 165 * share) * .pi / 180
    let chroma = 0.155 - 0.30 * (share - 0.45) * (share - 0.45)
    return SIMD3(0.30 + 0.65 * share, chroma * cos(angle), chroma * sin(angle))
  }

  /// An OKLab colour as samples of sRGB.
  private static func rgb(ofOKLab color: SIMD3<Double>) -> SIMD3<UInt8> {
    let (l, a, b) = (color.x, color.y, color.z)
    let cones = SIMD3(
      l + 0.3963377774 * a + 0.2158037573 * b,
      l - 0.1055613458 * a - 0.0638541728 * b,
      l - 0.0894841775 * a - 1.2914855480 * b
    )
    let cubes = cones * cones * cones
    let linear = SIMD3(
      (SIMD3(4.0767416621, -3.3077115913, 0.2309699292) * cubes).sum(),
      (SIMD3(-1.2684380046, 2.6097574011, -0.3413193965) * cubes).sum(),
      (SIMD3(-0.0041960863, -0.7034186147, 1.7076147010) * cubes).sum()
    )
    var samples = SIMD3<UInt8>()
    for channel in 0..<3 {
      let light = min(max(linear[channel], 0), 1)
      let sample = light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055
      samples[channel] = UInt8((255 * sample).rounded())
    }
    return samples
  }
}
