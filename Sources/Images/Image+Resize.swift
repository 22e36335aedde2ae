extension Image {
  /// The picture at another size by interpolation with antialiasing, equal to Pillow's to the bit.
  ///
  /// Each pass rounds to 8 bits, and a pass that would change nothing is left out.
  /// Source: `Image.resize` of Pillow, as torchvision calls it too.
  package func resized(
    width newWidth: Int,
    height newHeight: Int,
    filter: ResizeFilter = .bilinear,
    order: ResizeOrder = .pillow12
  ) -> Image {
    precondition(newWidth > 0 && newHeight > 0, "resizing to \(newWidth)×\(newHeight)")
    let columnsFirst = order.beginsWithColumns(
      width: width,
      height: height,
      newWidth: newWidth,
      newHeight: newHeight
    )
    var result = self
    if columnsFirst { result = result.resizedColumns(to: newHeight, filter) }
    if newWidth != width { result = result.resizedRows(to: newWidth, filter) }
    if newHeight != result.height { result = result.resizedColumns(to: newHeight, filter) }
    return result
  }

  private func resizedRows(to newWidth: Int, _ filter: ResizeFilter) -> Image {
    let coefficients = ResizeCoefficients(inputCount: width, outputCount: newWidth, filter: filter)
    let lineCount = width * 3
    // Every pixel is read with the next byte, and four pixels at a time.
    var line = [UInt8](repeating: 0, count: lineCount + 3 * 3 + 1)
    var sums = [SIMD4<Int32>](repeating: .zero, count: newWidth)
    let samples = [UInt8](unsafeUninitializedCapacity: newWidth * height * 3) { output, count in
      pixels.withUnsafeBytes { input in
        line.withUnsafeMutableBytes { line in
          sums.withUnsafeMutableBufferPointer { sums in
            for row in 0..<height {
              line.copyMemory(
                from: UnsafeRawBufferPointer(
                  rebasing: input[row * lineCount..<(row + 1) * lineCount]
                )
              )
              Self.mix(UnsafeRawBufferPointer(line), coefficients, into: sums)
              let target = row * newWidth * 3
              for column in 0..<newWidth {
                output[target &+ 3 &* column] = Self.rounded(sums[column].x)
                output[target &+ 3 &* column &+ 1] = Self.rounded(sums[column].y)
                output[target &+ 3 &* column &+ 2] = Self.rounded(sums[column].z)
              }
            }
          }
        }
      }
      count = output.count
    }
    return Image(width: newWidth, height: height, pixels: samples)
  }

  /// The sums of a resized line's pixels, in fixed point; what stands in the fourth place means nothing.
  private static func mix(
    _ line: UnsafeRawBufferPointer,
    _ coefficients: ResizeCoefficients,
    into sums: UnsafeMutableBufferPointer<SIMD4<Int32>>
  ) {
    let stride = coefficients.stride
    coefficients.weights.withUnsafeBufferPointer { weights in
      for column in sums.indices {
        var sum = SIMD4<Int32>(repeating: half)
        for tap in Swift.stride(from: 0, to: coefficients.counts[column], by: 4) {
          let source = 3 &* (coefficients.starts[column] &+ tap)
          let first = column &* stride &+ tap
          @inline(__always)
          func product(_ index: Int) -> SIMD4<Int32> {
            let pixel = line.loadUnaligned(
              fromByteOffset: source &+ 3 &* index,
              as: SIMD4<UInt8>.self
            )
            return SIMD4<Int32>(truncatingIfNeeded: pixel) &* weights[first &+ index]
          }
          sum &+= product(0) &+ product(1) &+ product(2) &+ product(3)
        }
        sums[column] = sum
      }
    }
  }

  private func resizedColumns(to newHeight: Int, _ filter: ResizeFilter) -> Image {
    let coefficients = ResizeCoefficients(
      inputCount: height,
      outputCount: newHeight,
      filter: filter
    )
    let lineCount = width * 3
    var line = [Int32](repeating: 0, count: lineCount)
    let samples = [UInt8](unsafeUninitializedCapacity: lineCount * newHeight) { output, count in
      pixels.withUnsafeBufferPointer { input in
        line.withUnsafeMutableBufferPointer { sums in
          for row in 0..<newHeight {
            sums.update(repeating: Self.half)
            for tap in stride(from: 0, to: coefficients.counts[row], by: 4) {
              // Lines beyond the last one weigh nothing.
              func line(_ index: Int) -> (start: Int, weight: Int32) {
                (
                  start: min(coefficients.starts[row] + tap + index, height - 1) * lineCount,
                  weight: coefficients.weights[row * coefficients.stride + tap + index]
                )
              }
              let (a, b, c, d) = (line(0), line(1), line(2), line(3))
              for sample in 0..<lineCount {
                sums[sample] &+=
                  Int32(input[a.start &+ sample]) &* a.weight
                  &+ Int32(input[b.start &+ sample]) &* b.weight
                  &+ Int32(input[c.start &+ sample]) &* c.weight
                  &+ Int32(input[d.start &+ sample]) &* d.weight
              }
            }
            for sample in 0..<lineCount {
              output[row * lineCount + sample] = Self.rounded(sums[sample])
            }
          }
        }
      }
      count = output.count
    }
    return Image(width: width, height: newHeight, pixels: samples)
  }

  /// One half in the coefficients' fixed point.
  private static let half = Int32(1) << (ResizeCoefficients.fractionBits - 1)

  private static func rounded(_ sum: Int32) -> UInt8 {
    UInt8(truncatingIfNeeded: min(max(sum >> ResizeCoefficients.fractionBits, 0), 255))
  }
}
