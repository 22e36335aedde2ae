import Foundation
import Images
import Tensors
import Testing

struct HeatScaleTests {
  /// OKLab of an sRGB colour, after Ottosson's definition, the other way round than the map computes it.
  private static func lab(_ color: SIMD3<UInt8>) -> SIMD3<Double> {
    let linear = (0..<3).map { channel -> Double in
      let sample = Double(color[channel]) / 255
      return sample <= 0.04045 ? sample / 12.92 : pow((sample + 0.055) / 1.055, 2.4)
    }
    func cone(_ r: Double, _ g: Double, _ b: Double) -> Double {
      pow(r * linear[0] + g * linear[1] + b * linear[2], 1 / 3)
    }
    let l = cone(0.4122214708, 0.5363325363, 0.0514459929)
    let m = cone(0.2119034982, 0.6806995451, 0.1073969566)
    let s = cone(0.0883024619, 0.2817188376, 0.6299787005)
    return SIMD3(
      0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
      1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
      0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s
    )
  }

  @Test func equalStepsOfLevelAreEqualToTheEye() {
    let colors = stride(from: 0, through: 255, by: 15).map {
      Self.lab(ColorMap.ember[UInt8($0)])
    }
    let steps = zip(colors, colors.dropFirst()).map { one, next in
      ((next - one) * (next - one)).sum().squareRoot()
    }
    let mean = steps.reduce(0, +) / Double(steps.count)
    #expect(steps.allSatisfy { abs($0 - mean) < 0.1 * mean })
    #expect(zip(colors, colors.dropFirst()).allSatisfy { $0.x < $1.x })
    #expect(colors[0].x < 0.35 && colors[17].x > 0.9)
  }

  /// Where nothing is similar the picture is gray; what is similar covers it more and more.
  @Test func overlaysFollowOneScale() {
    // Of a luminance of 100.
    let picture = Image(width: 3, height: 1, pixels: [100, 100, 100, 90, 110, 76, 100, 100, 100])
    let map = Tensor([-1, 1, 9], shape: [1, 3])
    let overlay = picture.overlay(heat: map, on: HeatScale(low: 0, high: 2))
    #expect(overlay.pixels.prefix(3) == [100, 100, 100])
    for (pixel, share) in [(1, 0.5), (2, 1.0)] {
      let color = ColorMap.ember[UInt8((255 * share).rounded())]
      for channel in 0..<3 {
        let expected = (1 - 0.8 * share) * 100 + 0.8 * share * Double(color[channel])
        #expect(abs(Double(overlay.pixels[3 * pixel + channel]) - expected) <= 0.51)
      }
    }
    // The same similarity has the same colour on every map.
    let other = picture.overlay(
      heat: Tensor([1, 0.5, 0.25], shape: [1, 3]),
      on: HeatScale(low: 0, high: 2)
    )
    #expect(other.pixels.prefix(3) == overlay.pixels[3..<6])
    #expect(
      HeatScale(low: 0, high: 2).legend(width: 9, height: 2).pixels.prefix(3) == [170, 170, 170]
    )
  }
}
