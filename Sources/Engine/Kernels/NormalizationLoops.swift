/// Batch normalisation of the first channels of feature maps in blocks, [N][C/B][cells][B].
///
/// Every channel is summed by one thread in one order, so that results do not depend on the number
/// of threads.
enum NormalizationLoops {
  /// A map's memory.
  struct Map {
    let type: ElementType
    private let base: UnsafeMutableRawPointer
    private let cellCount: Int
    /// From one image to the next, in bytes.
    private let imageStride: Int

    /// The map at an address from a channel on, of a map with so many channels in all.
    init(
      _ address: UnsafeMutableRawPointer,
      _ type: ElementType,
      channels: Int,
      cells: Int,
      fromChannel channel: Int = 0
    ) {
      (self.type, cellCount) = (type, cells)
      imageStride =
        NormalizationLoops.blockCount(channels) * Library.blockSize * cells * type.byteCount
      base = address + channel * cells * type.byteCount
    }

    /// Where a block of an image begins.
    func start(_ image: Int, _ block: Int) -> UnsafeMutableRawPointer {
      base + image * imageStride + block * cellCount * Library.blockSize * type.byteCount
    }
  }

  struct Extents {
    let imageCount: Int
    let channelCount: Int
    let cellCount: Int

    /// The blocks of channels; channels that fill up the last one hold zeros.
    var blockCount: Int { NormalizationLoops.blockCount(channelCount) }
  }

  private static func blockCount(_ channels: Int) -> Int {
    (channels + Library.blockSize - 1) / Library.blockSize
  }

  /// Per channel: the statistics to normalise by, scale γ and shift β.
  struct Parameters {
    let mean, variance, scale, shift: UnsafeMutablePointer<Float>
    let epsilon: Float
    let relu: Bool

    init(_ addresses: ArraySlice<UnsafeMutableRawPointer>, epsilon: Float, relu: Bool) {
      let values = addresses.map { $0.assumingMemoryBound(to: Float.self) }
      (mean, variance, scale, shift) = (values[0], values[1], values[2], values[3])
      self.epsilon = epsilon
      self.relu = relu
    }
  }

  /// The gradient of a normalisation's result, and where those of its source and parameters go.
  struct Gradients {
    /// The result's gradient; where there is a gate, the whole of it, which is computed on the way.
    let result: Map
    /// Behind a residual sum with a ReLU: what passes the gate, and where.
    let gate: Gate?
    /// Nil where nobody needs it.
    let source: Map?
    /// Whether the source's gradient is added to what is there.
    let accumulates: Bool
    let scale, shift: UnsafeMutablePointer<Float>

    /// The sum of one or two parts passes where the ReLU's output is positive.
    struct Gate {
      let output, part: Map
      let otherPart: Map?

      init(output: Map, parts: ArraySlice<Map>) {
        self.output = output
        part = parts[parts.startIndex]
        otherPart = parts.dropFirst().first
      }
    }
  }

  /// The mean and biased variance of every channel, in one pass.
  static func findStatistics(
    of source: Map,
    _ extents: Extents,
    mean: UnsafeMutablePointer<Float>,
    variance: UnsafeMutablePointer<Float>
  ) {
    if source.type == .bfloat16 {
      BlockLoops<BFloat16Cell>.findStatistics(of: source, extents, mean: mean, variance: variance)
    } else if Library.blockSize == 16 {
      BlockLoops<SIMD16<Float>>.findStatistics(of: source, extents, mean: mean, variance: variance)
    } else {
      BlockLoops<SIMD8<Float>>.findStatistics(of: source, extents, mean: mean, variance: variance)
    }
  }

  /// result ← (source − μ)·γ/√(σ² + ε) + β, plus a map and with a ReLU behind it if asked for.
  ///
  /// Where `findsStatistics`, μ and σ² are found first, block by block while it lies in the cache.
  static func normalize(
    _ source: Map,
    _ parameters: Parameters,
    _ extents: Extents,
    findsStatistics: Bool,
    adding addend: Map?,
    to result: Map
  ) {
    if source.type == .bfloat16 {
      BlockLoops<BFloat16Cell>
        .normalize(source, parameters, extents, findsStatistics, adding: addend, to: result)
    } else if Library.blockSize == 16 {
      BlockLoops<SIMD16<Float>>
        .normalize(source, parameters, extents, findsStatistics, adding: addend, to: result)
    } else {
      BlockLoops<SIMD8<Float>>
        .normalize(source, parameters, extents, findsStatistics, adding: addend, to: result)
    }
  }

  /// The gradients of a normalisation, given that of its result.
  static func differentiate(
    _ source: Map,
    _ parameters: Parameters,
    _ extents: Extents,
    _ gradients: Gradients,
    usesBatchStatistics: Bool
  ) {
    let sampleCount = usesBatchStatistics ? extents.imageCount * extents.cellCount : nil
    if source.type == .bfloat16 {
      BlockLoops<BFloat16Cell>
        .differentiate(source, parameters, extents, gradients, sampleCount: sampleCount)
    } else if Library.blockSize == 16 {
      BlockLoops<SIMD16<Float>>
        .differentiate(source, parameters, extents, gradients, sampleCount: sampleCount)
    } else {
      BlockLoops<SIMD8<Float>>
        .differentiate(source, parameters, extents, gradients, sampleCount: sampleCount)
    }
  }

  /// The sums of a bfloat16 map's channels over images and cells.
  static func findSums(
    of source: Map,
    _ extents: Extents,
    to sums: UnsafeMutablePointer<Float>
  ) {
    precondition(source.type == .bfloat16, "sums of another type")
    BlockLoops<BFloat16Cell>.findSums(of: source, extents, to: sums)
  }

  /// Copies a map's channels.
  static func copy(_ source: Map, to target: Map, _ extents: Extents) {
    let count = extents.blockCount
    let length = extents.cellCount * Library.blockSize * source.type.byteCount
    Parallel.forEachPiece(of: extents.imageCount * count) { pieces in
      for piece in pieces {
        let (image, block) = (piece / count, piece % count)
        target.start(image, block).copyMemory(from: source.start(image, block), byteCount: length)
      }
    }
  }
}
