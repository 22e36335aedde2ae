/// A line of an output in the making: where its pixels lie in a picture, and the colours there.
///
/// Places and colours are made in loops of their own over all of its pixels, which vectorise.
struct WarpLine: ~Copyable {
  private let count: Int
  /// The first of the 4×4 samples around every pixel, −1 for pixels outside the picture.
  private let starts: UnsafeMutablePointer<Int32>
  /// The weights of the four columns and of the four rows of samples.
  private let across: CubicWeights
  private let down: CubicWeights
  /// Red, green, blue and nothing, not cut off to 0…255 yet.
  private let colors: UnsafeMutablePointer<SIMD4<Float>>
  /// The same in 8 bits.
  private let bytes: UnsafeMutablePointer<UInt8>

  init(count: Int) {
    self.count = count
    starts = .allocate(capacity: count)
    across = CubicWeights(count: count)
    down = CubicWeights(count: count)
    colors = .allocate(capacity: count)
    bytes = .allocate(capacity: 4 * count)
  }

  deinit {
    starts.deallocate()
    across.deallocate()
    down.deallocate()
    colors.deallocate()
    bytes.deallocate()
  }

  /// Finds the samples and weights of the pixels x, x + 1, … of the output.
  @inline(__always)
  func place(from x: Double, in source: WarpSource, by map: (Double) -> (u: Double, v: Double)) {
    let (width, height) = (Double(source.image.width), Double(source.image.height))
    let stride = Int32(source.stride)
    for index in 0..<count {
      let point = map(x + Double(index))
      let isInside = (point.u >= 0) && (point.u < width) && (point.v >= 0) && (point.v < height)
      let (left, top) = (Coordinate(point.u), Coordinate(point.v))
      starts[index] = isInside ? (top.whole &- 1) &* stride &+ left.whole &- 1 : -1
      across.set(index, at: left.fraction)
      down.set(index, at: top.fraction)
    }
  }

  /// Weighs the samples around every pixel; pixels outside the picture become black.
  func sample(_ samples: UnsafeBufferPointer<SIMD4<Float>>, stride: Int) {
    let (starts, across, down, colors) = (starts, across, down, colors)
    for index in 0..<count {
      let start = Int(starts[index])
      guard start >= 0 else {
        colors[index] = .zero
        continue
      }
      let weights = (down.first[index], down.second[index], down.third[index], down.fourth[index])
      @inline(__always)
      func column(_ column: Int) -> SIMD4<Float> {
        let top = start &+ column
        let second = top &+ stride
        let third = second &+ stride
        var sum = samples[top] * weights.0
        sum += samples[second] * weights.1
        sum += samples[third] * weights.2
        sum += samples[third &+ stride] * weights.3
        return sum
      }
      var color = column(0) * across.first[index]
      color += column(1) * across.second[index]
      color += column(2) * across.third[index]
      color += column(3) * across.fourth[index]
      colors[index] = color
    }
  }

  /// Writes the colours, cut off to 8 bits, to the samples of an output from `start` on.
  func write(to output: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
    let (count, bytes) = (count, bytes)
    let samples = UnsafeRawPointer(colors).assumingMemoryBound(to: Float.self)
    for sample in 0..<4 &* count { bytes[sample] = Self.byte(samples[sample]) }
    for index in 0..<count {
      let target = start &+ 3 &* index
      output[target] = bytes[4 &* index]
      output[target &+ 1] = bytes[4 &* index &+ 1]
      output[target &+ 2] = bytes[4 &* index &+ 2]
    }
  }

  /// The whole part of a value, cut off to 0…255.
  ///
  /// Adding 1.5 × 2²³ rounds a float and leaves the whole number in its last bits. The value is lowered
  /// by a little less than ½ before, so that an even area keeps its level in spite of rounded weights.
  @inline(__always)
  private static func byte(_ value: Float) -> UInt8 {
    let positive = value > 0 ? value : 0
    let cut = positive < 255 ? positive : 255
    return UInt8(truncatingIfNeeded: (cut - 0.49975 + 12_582_912).bitPattern)
  }
}

/// A coordinate within a picture, as the sample of the margined picture before it and the rest of the way
/// to the next one.
private struct Coordinate {
  let whole: Int32
  let fraction: Float

  /// Adding 2²⁸ to a double leaves it in fixed point: 28 bits before the point and 24 behind it.
  @inline(__always)
  init(_ value: Double) {
    let bits = (value + (Double(WarpSource.margin) - 0.5) + 0x1p28).bitPattern
    whole = Int32(truncatingIfNeeded: bits &>> 24) & 0xFFF_FFFF
    fraction = Float(Int32(truncatingIfNeeded: bits) & 0xFF_FFFF) * 0x1p-24
  }
}

/// The weights of four samples in a row at points between the second and the third: a cubic with a = −1.
private struct CubicWeights {
  let first, second, third, fourth: UnsafeMutablePointer<Float>

  init(count: Int) {
    first = .allocate(capacity: 4 * count)
    (second, third, fourth) = (first + count, first + 2 * count, first + 3 * count)
  }

  func deallocate() { first.deallocate() }

  /// Sets the weights of one point, at t of the way.
  @inline(__always)
  func set(_ index: Int, at t: Float) {
    let (square, cube) = (t * t, t * t * t)
    first[index] = 2 * square - t - cube
    second[index] = 1 + cube - 2 * square
    third[index] = t + square - cube
    fourth[index] = cube - square
  }
}
