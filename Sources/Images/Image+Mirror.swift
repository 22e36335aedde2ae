extension Image {
  /// The picture mirrored left to right.
  package var mirrored: Image {
    let samples = [UInt8](unsafeUninitializedCapacity: pixels.count) { output, count in
      pixels.withUnsafeBufferPointer { input in
        for row in 0..<height {
          var (source, target) = ((row + 1) * width * 3, row * width * 3)
          for _ in 0..<width {
            source -= 3
            output[target] = input[source]
            output[target + 1] = input[source + 1]
            output[target + 2] = input[source + 2]
            target += 3
          }
        }
      }
      count = output.count
    }
    return Image(width: width, height: height, pixels: samples)
  }
}
