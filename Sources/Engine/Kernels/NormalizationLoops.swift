/// Batch normalisation of the first channels of feature maps in blocks, [N][C/B][cells][B].
///
/// Vectors hold 8 channels of one cell; a block is one or two of them. Every channel is summed by one
/// thread in one order, so that results do not depend on the number of threads.
enum NormalizationLoops {
  /// Eight channels of a cell.
  ///
  /// Not a generic type: operators of generic vectors work element by element.
  typealias Lanes = SIMD8<Float>

  /// A map's memory.
  struct Map {
    private let base: UnsafeMutablePointer<Lanes>
    /// From one image to the next, in vectors.
    private let imageStride: Int

    /// The map at an address from an image and a channel on, of a map with so many channels in all.
    init(
      _ address: UnsafeMutableRawPointer,
      channels: Int,
      cells: Int,
      fromImage image: Int = 0,
      fromChannel channel: Int = 0
    ) {
      let block = Library.blockSize
      imageStride = (channels + block - 1) / block * block * cells / Lanes.scalarCount
      base =
        address.assumingMemoryBound(to: Lanes.self) + image * imageStride
        + channel * cells / Lanes.scalarCount
    }

    /// The cells of one vector of channels; neighbouring cells are a block apart.
    @inline(__always)
    func strip(_ image: Int, _ vector: Int, _ extents: Extents) -> UnsafeMutablePointer<Lanes> {
      let width = extents.vectorsPerBlock
      return base + image * imageStride + vector / width * width * extents.cellCount
        + vector % width
    }
  }

  struct Extents {
    let imageCount: Int
    let channelCount: Int
    let cellCount: Int
    let vectorsPerBlock = Library.blockSize / Lanes.scalarCount

    /// The vectors of whole blocks; channels that fill up the last block hold zeros.
    var vectorCount: Int {
      (channelCount + Library.blockSize - 1) / Library.blockSize * vectorsPerBlock
    }
  }

  /// Per channel: the statistics to normalise by, scale γ and shift β.
  struct Parameters {
    let mean, variance, scale, shift: UnsafeMutablePointer<Lanes>
    let epsilon: Float
    let relu: Bool

    init(_ addresses: ArraySlice<UnsafeMutableRawPointer>, epsilon: Float, relu: Bool) {
      let vectors = addresses.map { $0.assumingMemoryBound(to: Lanes.self) }
      (mean, variance, scale, shift) = (vectors[0], vectors[1], vectors[2], vectors[3])
      self.epsilon = epsilon
      self.relu = relu
    }

    /// Normalised values are value · factor + offset.
    func factors(_ vector: Int) -> (inverse: Lanes, factor: Lanes, offset: Lanes) {
      let inverse = 1 / (variance[vector] + epsilon).squareRoot()
      let factor = inverse * scale[vector]
      return (inverse, factor, shift[vector] - mean[vector] * factor)
    }

    /// What a normalised value must exceed to pass; without a ReLU all do.
    var floor: Lanes { Lanes(repeating: relu ? 0 : -.infinity) }
  }

  /// The mean and biased variance of every channel, in one pass.
  ///
  /// Sums are of differences from the channel's first value, so that a mean far from 0 costs no digits.
  static func findStatistics(
    of source: Map,
    _ extents: Extents,
    mean: UnsafeMutablePointer<Lanes>,
    variance: UnsafeMutablePointer<Lanes>
  ) {
    let step = extents.vectorsPerBlock
    let share = 1 / Double(extents.imageCount * extents.cellCount)
    Parallel.forEachPiece(of: extents.vectorCount, granularity: step) { vectors in
      for vector in vectors {
        var (sum, square) = (SIMD8<Double>.zero, SIMD8<Double>.zero)
        let first = source.strip(0, vector, extents)[0]
        for image in 0..<extents.imageCount {
          let from = source.strip(image, vector, extents)
          var (imageSum, imageSquare) = (Lanes.zero, Lanes.zero)
          var place = 0
          for _ in 0..<extents.cellCount {
            let value = from[place] - first
            imageSum += value
            imageSquare += value * value
            place += step
          }
          sum += SIMD8<Double>(imageSum)
          square += SIMD8<Double>(imageSquare)
        }
        let center = sum * share
        let spread = square * share - center * center
        mean[vector] = Lanes(center + SIMD8<Double>(first))
        variance[vector] = Lanes(spread.replacing(with: 0, where: spread .< 0))
      }
    }
  }

  /// Copies a map's channels.
  static func copy(_ source: Map, to target: Map, _ extents: Extents) {
    let count = extents.vectorCount / extents.vectorsPerBlock
    Parallel.forEachPiece(of: extents.imageCount * count) { pieces in
      for piece in pieces {
        let (image, vector) = (piece / count, piece % count * extents.vectorsPerBlock)
        target.strip(image, vector, extents).update(
          from: source.strip(image, vector, extents),
          count: extents.cellCount * extents.vectorsPerBlock
        )
      }
    }
  }

  /// result ← (source − μ)·γ/√(σ² + ε) + β, plus a map and with a ReLU behind it if asked for.
  static func normalize(
    _ source: Map,
    _ parameters: Parameters,
    _ extents: Extents,
    adding addend: Map? = nil,
    to result: Map
  ) {
    let (step, floor) = (extents.vectorsPerBlock, parameters.floor)
    let count = extents.vectorCount
    Parallel.forEachPiece(of: extents.imageCount * count, granularity: step) { pieces in
      for piece in pieces {
        let (image, vector) = (piece / count, piece % count)
        let (_, factor, offset) = parameters.factors(vector)
        let from = source.strip(image, vector, extents)
        let to = result.strip(image, vector, extents)
        var place = 0
        if let other = addend?.strip(image, vector, extents) {
          for _ in 0..<extents.cellCount {
            let value = from[place] * factor + offset + other[place]
            to[place] = value.replacing(with: floor, where: value .< floor)
            place += step
          }
        } else {
          for _ in 0..<extents.cellCount {
            let value = from[place] * factor + offset
            to[place] = value.replacing(with: floor, where: value .< floor)
            place += step
          }
        }
      }
    }
  }

  /// Where the gradients of a normalisation go.
  struct Gradients {
    let result: Map
    /// Nil where nobody needs it.
    let source: Map?
    /// Whether the source's gradient is added to what is there.
    let accumulates: Bool
    let scale, shift: UnsafeMutablePointer<Lanes>
  }

  /// The gradients of ``normalize(_:_:_:adding:to:)``, given that of its result.
  static func differentiate(
    _ source: Map,
    _ parameters: Parameters,
    _ extents: Extents,
    _ gradients: Gradients,
    usesBatchStatistics: Bool
  ) {
    let (step, floor) = (extents.vectorsPerBlock, parameters.floor)
    let share = usesBatchStatistics ? 1 / Float(extents.imageCount * extents.cellCount) : 0
    Parallel.forEachPiece(of: extents.vectorCount, granularity: step) { vectors in
      for vector in vectors {
        let (inverse, factor, offset) = parameters.factors(vector)
        let mean = parameters.mean[vector]
        var (shiftSum, scaleSum) = (Lanes.zero, Lanes.zero)
        for image in 0..<extents.imageCount {
          let x = source.strip(image, vector, extents)
          let dy = gradients.result.strip(image, vector, extents)
          var (imageShift, imageScale) = (Lanes.zero, Lanes.zero)
          var place = 0
          for _ in 0..<extents.cellCount {
            let value = x[place]
            let passes = value * factor + offset .> floor
            let slope = Lanes.zero.replacing(with: dy[place], where: passes)
            imageShift += slope
            imageScale += slope * (value - mean)
            place += step
          }
          shiftSum += imageShift
          scaleSum += imageScale
        }
        scaleSum *= inverse
        gradients.scale[vector] = scaleSum
        gradients.shift[vector] = shiftSum
        guard let target = gradients.source else { continue }
        // dx = factor · (slope − Σ slope / M − (x − μ) · Σ slope·(x − μ) / (M·(σ² + ε))).
        let tilt = scaleSum * share * inverse
        let level = shiftSum * share - tilt * mean
        for image in 0..<extents.imageCount {
          let x = source.strip(image, vector, extents)
          let dy = gradients.result.strip(image, vector, extents)
          let dx = target.strip(image, vector, extents)
          var place = 0
          for _ in 0..<extents.cellCount {
            let value = x[place]
            let passes = value * factor + offset .> floor
            let slope = Lanes.zero.replacing(with: dy[place], where: passes)
            let gradient = factor * (slope - level - tilt * value)
            dx[place] = gradients.accumulates ? dx[place] + gradient : gradient
            place += step
          }
        }
      }
    }
  }
}
