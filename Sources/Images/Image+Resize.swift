extension Image {
  /// The picture at another size by interpolation with antialiasing, equal to Pillow's to the bit.
  ///
  /// Rows are resized before columns, each pass rounds to 8 bits, and a pass that would change
  /// nothing is left out.
  /// Source: `Image.resize` of Pillow 3.3 to 12, as torchvision calls it too; Pillow 13
  /// resizes columns first where that is faster, which rounds differently.
  package func resized(
    width newWidth: Int,
    height newHeight: Int,
    filter: ResizeFilter = .bilinear
  ) -> Image {
    precondition(newWidth > 0 && newHeight > 0, "resizing to \(newWidth)×\(newHeight)")
    var result = self
    if newWidth != width { result = result.resizedRows(to: newWidth, filter) }
    if newHeight != height { result = result.resizedColumns(to: newHeight, filter) }
    return result
  }

  private func resizedRows(to newWidth: Int, _ filter: ResizeFilter) -> Image {
    let coefficients = ResizeCoefficients(inputCount: width, outputCount: newWidth, filter: filter)
    let samples = [UInt8](unsafeUninitializedCapacity: newWidth * height * 3) { output, count in
      pixels.withUnsafeBufferPointer { input in
        coefficients.weights.withUnsafeBufferPointer { weights in
          for row in 0..<height {
            for column in 0..<newWidth {
              var (red, green, blue) = (Self.half, Self.half, Self.half)
              var source = (row * width + coefficients.starts[column]) * 3
              let first = column * coefficients.stride
              for tap in first..<first + coefficients.counts[column] {
                red &+= Int32(input[source]) &* weights[tap]
                green &+= Int32(input[source + 1]) &* weights[tap]
                blue &+= Int32(input[source + 2]) &* weights[tap]
                source += 3
              }
              let target = (row * newWidth + column) * 3
              output[target] = Self.rounded(red)
              output[target + 1] = Self.rounded(green)
              output[target + 2] = Self.rounded(blue)
            }
          }
        }
      }
      count = output.count
    }
    return Image(width: newWidth, height: height, pixels: samples)
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
            for tap in 0..<coefficients.counts[row] {
              let weight = coefficients.weights[row * coefficients.stride + tap]
              let source = (coefficients.starts[row] + tap) * lineCount
              for sample in 0..<lineCount {
                sums[sample] &+= Int32(input[source + sample]) &* weight
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
