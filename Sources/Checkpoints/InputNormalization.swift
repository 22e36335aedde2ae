/// What is subtracted from red, green and blue in 0…1, and what the differences are divided by.
package struct InputNormalization: Hashable, Sendable {
  package let mean: [Float]
  package let standardDeviation: [Float]

  /// Creates a normalisation of as many channels as there are means; deviations are above zero.
  package init(mean: [Float], standardDeviation: [Float]) {
    precondition(
      mean.count == standardDeviation.count && standardDeviation.allSatisfy { $0 > 0 },
      "means \(mean) with deviations \(standardDeviation)"
    )
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// What torchvision's ImageNet weights expect.
  package static let torchvision = InputNormalization(
    mean: [0.485, 0.456, 0.406],
    standardDeviation: [0.229, 0.224, 0.225]
  )

  /// What weights trained with Caffe expect: 0…255 less the channels' means, not divided.
  ///
  /// Source: Oxford's VGG models, and Keras' `preprocess_input` in mode `caffe`.
  package static let caffe = InputNormalization(
    mean: [123.68 / 255, 116.779 / 255, 103.939 / 255],
    standardDeviation: [1.0 / 255, 1.0 / 255, 1.0 / 255]
  )
}

extension InputNormalization {
  /// Writes the attributes of `/input`.
  func write(to writer: borrowing HDF5Writer) throws(CheckpointError) {
    try writer.setAttribute("mean", of: Schema.input, to: .floats(mean))
    try writer.setAttribute("std", of: Schema.input, to: .floats(standardDeviation))
  }

  /// Reads the attributes of `/input`.
  init(from file: borrowing HDF5Reader) throws(CheckpointError) {
    let mean = try file.doublesAttribute("mean", of: Schema.input).map { Float($0) }
    let deviation = try file.doublesAttribute("std", of: Schema.input).map { Float($0) }
    guard mean.allSatisfy(\.isFinite) else {
      throw file.place(Schema.input).attribute("mean").error("holds \(mean), not finite numbers")
    }
    guard deviation.count == mean.count, deviation.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      throw file.place(Schema.input).attribute("std")
        .error("holds \(deviation), not a positive number for each of \(mean.count) channels")
    }
    self.init(mean: mean, standardDeviation: deviation)
  }
}
