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
  static func findStatistics(
    of source: Map,
    _ extents: Extents,
    mean: UnsafeMutablePointer<Lanes>,
    variance: UnsafeMutablePointer<Lanes>
  ) {
    forEachBlock(extents) {
      findStatistics(of: source, block: $0, extents, mean: mean, variance: variance)
    }
  }

  /// Calls `body` with the vectors of each block of channels, the blocks shared out to the threads.
  private static func forEachBlock(_ extents: Extents, _ body: (Range<Int>) -> Void) {
    let step = extents.vectorsPerBlock
    Parallel.forEachPiece(of: extents.vectorCount, granularity: step) { vectors in
      for first in stride(from: vectors.lowerBound, to: vectors.upperBound, by: step) {
        body(first..<first + step)
      }
    }
  }

  /// Sums are of differences from the channel's first value, so that a mean far from 0 costs no digits.
  ///
  /// Vectors of a block take turns image by image, because they share cache lines.
  private static func findStatistics(
    of source: Map,
    block: Range<Int>,
    _ extents: Extents,
    mean: UnsafeMutablePointer<Lanes>,
    variance: UnsafeMutablePointer<Lanes>
  ) {
    let step = extents.vectorsPerBlock
    var sums = [SIMD8<Double>](repeating: .zero, count: step)
    var squares = sums
    for image in 0..<extents.imageCount {
      for (lane, vector) in block.enumerated() {
        let first = source.strip(0, vector, extents)[0]
        let from = source.strip(image, vector, extents)
        var (sum, square) = (Lanes.zero, Lanes.zero)
        var place = 0
        for _ in 0..<extents.cellCount {
          let value = from[place] - first
          sum += value
          square += value * value
          place += step
        }
        sums[lane] += SIMD8<Double>(sum)
        squares[lane] += SIMD8<Double>(square)
      }
    }
    let share = 1 / Double(extents.imageCount * extents.cellCount)
    for (lane, vector) in block.enumerated() {
      let center = sums[lane] * share
      let spread = squares[lane] * share - center * center
      mean[vector] = Lanes(center + SIMD8<Double>(source.strip(0, vector, extents)[0]))
      variance[vector] = Lanes(spread.replacing(with: 0, where: spread .< 0))
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
    let count = extents.vectorCount
    let step = extents.vectorsPerBlock
    Parallel.forEachPiece(of: extents.imageCount * count, granularity: step) { pieces in
      for piece in pieces {
        let (image, vector) = (piece / count, piece % count)
        normalize(source, image, vector, parameters, extents, adding: addend, to: result)
      }
    }
  }

  /// Finds the batch's statistics and normalises by them, block by block while it lies in the cache.
  static func normalizeByBatch(
    _ source: Map,
    _ parameters: Parameters,
    _ extents: Extents,
    adding addend: Map? = nil,
    to result: Map
  ) {
    let (mean, variance) = (parameters.mean, parameters.variance)
    guard extents.vectorCount / extents.vectorsPerBlock >= Parallel.threadCount else {
      // Too few blocks to go round: images are shared out as well.
      findStatistics(of: source, extents, mean: mean, variance: variance)
      return normalize(source, parameters, extents, adding: addend, to: result)
    }
    forEachBlock(extents) { block in
      findStatistics(of: source, block: block, extents, mean: mean, variance: variance)
      for image in 0..<extents.imageCount {
        for vector in block {
          normalize(source, image, vector, parameters, extents, adding: addend, to: result)
        }
      }
    }
  }

  /// Normalises one vector of channels of an image.
  private static func normalize(
    _ source: Map,
    _ image: Int,
    _ vector: Int,
    _ parameters: Parameters,
    _ extents: Extents,
    adding addend: Map?,
    to result: Map
  ) {
    let (step, floor) = (extents.vectorsPerBlock, parameters.floor)
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
    let step = extents.vectorsPerBlock
    let share = usesBatchStatistics ? 1 / Float(extents.imageCount * extents.cellCount) : 0
    forEachBlock(extents) { block in
      var (shiftSums, scaleSums) = (
        [Lanes](repeating: .zero, count: step), [Lanes](repeating: .zero, count: step)
      )
      for image in 0..<extents.imageCount {
        for (lane, vector) in block.enumerated() {
          let (shift, scale) = sums(source, image, vector, parameters, extents, gradients.result)
          shiftSums[lane] += shift
          scaleSums[lane] += scale
        }
      }
      for (lane, vector) in block.enumerated() {
        scaleSums[lane] *= parameters.factors(vector).inverse
        gradients.scale[vector] = scaleSums[lane]
        gradients.shift[vector] = shiftSums[lane]
      }
      guard let target = gradients.source else { return }
      for image in 0..<extents.imageCount {
        for (lane, vector) in block.enumerated() {
          let tilt = scaleSums[lane] * share * parameters.factors(vector).inverse
          let level = shiftSums[lane] * share - tilt * parameters.mean[vector]
          differentiate(
            source,
            image,
            vector,
            parameters,
            extents,
            gradients,
            level,
            tilt,
            to: target
          )
        }
      }
    }
  }

  /// The sums over an image's cells of slope and of slope · (x − μ).
  private static func sums(
    _ source: Map,
    _ image: Int,
    _ vector: Int,
    _ parameters: Parameters,
    _ extents: Extents,
    _ result: Map
  ) -> (shift: Lanes, scale: Lanes) {
    let (step, floor) = (extents.vectorsPerBlock, parameters.floor)
    let (_, factor, offset) = parameters.factors(vector)
    let mean = parameters.mean[vector]
    let x = source.strip(image, vector, extents)
    let dy = result.strip(image, vector, extents)
    var (shift, scale) = (Lanes.zero, Lanes.zero)
    var place = 0
    for _ in 0..<extents.cellCount {
      let value = x[place]
      let slope = Lanes.zero.replacing(
        with: dy[place],
        where: value * factor + offset .> floor
      )
      shift += slope
      scale += slope * (value - mean)
      place += step
    }
    return (shift, scale)
  }

  /// dx = factor · (slope − Σ slope / M − (x − μ) · Σ slope·(x − μ) / (M·(σ² + ε))), of one vector of an image.
  ///
  /// `level` and `tilt` hold the sums: dx = factor · (slope − level − tilt · x).
  private static func differentiate(
    _ source: Map,
    _ image: Int,
    _ vector: Int,
    _ parameters: Parameters,
    _ extents: Extents,
    _ gradients: Gradients,
    _ level: Lanes,
    _ tilt: Lanes,
    to target: Map
  ) {
    let (step, floor) = (extents.vectorsPerBlock, parameters.floor)
    let (_, factor, offset) = parameters.factors(vector)
    let x = source.strip(image, vector, extents)
    let dy = gradients.result.strip(image, vector, extents)
    let dx = target.strip(image, vector, extents)
    var place = 0
    for _ in 0..<extents.cellCount {
      let value = x[place]
      let slope = Lanes.zero.replacing(
        with: dy[place],
        where: value * factor + offset .> floor
      )
      let gradient = factor * (slope - level - tilt * value)
      dx[place] = gradients.accumulates ? dx[place] + gradient : gradient
      place += step
    }
  }
}
