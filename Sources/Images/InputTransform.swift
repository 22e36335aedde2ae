/// How a picture becomes an input of the network: resized to a square, scaled to 0…1 and normalised.
package struct InputTransform: Sendable, Hashable {
  /// The edge of the square, in pixels.
  package let imageSize: Int
  /// What is subtracted from red, green and blue in 0…1.
  package let mean: [Float]
  /// What the differences are divided by.
  package let standardDeviation: [Float]
  /// Which side is resized first.
  package let resizeOrder: ResizeOrder
  /// What becomes of gray samples of 16 bits when a picture is decoded.
  package let gray16: Gray16

  package init(
    imageSize: Int,
    mean: [Float],
    standardDeviation: [Float],
    resizeOrder: ResizeOrder = .pillow12,
    gray16: Gray16 = .scaled
  ) {
    precondition(imageSize > 0, "an image size of \(imageSize)")
    precondition(mean.count == 3 && standardDeviation.count == 3, "not three channels")
    precondition(standardDeviation.allSatisfy { $0 > 0 }, "a deviation of \(standardDeviation)")
    self.imageSize = imageSize
    self.mean = mean
    self.standardDeviation = standardDeviation
    (self.resizeOrder, self.gray16) = (resizeOrder, gray16)
  }

  /// The normalisation that ImageNet weights of torchvision expect.
  package static func imageNet(imageSize: Int) -> InputTransform {
    InputTransform(
      imageSize: imageSize,
      mean: [0.485, 0.456, 0.406],
      standardDeviation: [0.229, 0.224, 0.225]
    )
  }

  /// The number of values of one input, 3·S².
  package var valueCount: Int { 3 * imageSize * imageSize }

  /// The picture at the size of an input, its samples still 8 bits.
  package func resize(_ image: Image) -> Image {
    image.resized(width: imageSize, height: imageSize, order: resizeOrder)
  }

  /// Writes the picture, resized if need be, as values [3, S, S] normalised per channel.
  ///
  /// Source: torchvision's `Resize`, `ToTensor` and `Normalize`, to the bit.
  package func apply(_ image: Image, into values: UnsafeMutableBufferPointer<Float>) {
    precondition(values.count == valueCount, "\(values.count) values for \(valueCount)")
    let picture = resize(image)
    let area = imageSize * imageSize
    picture.pixels.withUnsafeBufferPointer { samples in
      for channel in 0..<3 {
        let table = (0..<256).map { (Float($0) / 255 - mean[channel]) / standardDeviation[channel] }
        let plane = UnsafeMutableBufferPointer(
          rebasing: values[channel * area..<(channel + 1) * area]
        )
        table.withUnsafeBufferPointer { table in
          for pixel in 0..<area { plane[pixel] = table[Int(samples[3 * pixel + channel])] }
        }
      }
    }
  }
}
