/// The loops of ``NormalizationLoops`` over blocks of one vector's channels.
enum BlockLoops<Lanes: ChannelLanes> {
  typealias Map = NormalizationLoops.Map
  typealias Extents = NormalizationLoops.Extents
  typealias Parameters = NormalizationLoops.Parameters
  typealias Gradients = NormalizationLoops.Gradients
  typealias Cells = UnsafeMutablePointer<Lanes>

  /// A block's parameters.
  private struct Factors {
    let mean, inverse: Lanes
    /// Normalised values are value · factor + offset.
    let factor, offset: Lanes
    /// What a normalised value must exceed to pass; without a ReLU all do.
    let floor: Lanes

    init(_ parameters: Parameters, _ block: Int) {
      mean = lanes(of: parameters.mean)[block]
      inverse = 1 / (lanes(of: parameters.variance)[block] + parameters.epsilon).squareRoot()
      factor = inverse * lanes(of: parameters.scale)[block]
      offset = lanes(of: parameters.shift)[block] - mean * factor
      floor = Lanes(repeating: parameters.relu ? 0 : -.infinity)
    }
  }

  /// Values as vectors.
  @inline(__always)
  private static func lanes(of values: UnsafeMutablePointer<Float>) -> Cells {
    UnsafeMutableRawPointer(values).assumingMemoryBound(to: Lanes.self)
  }

  /// The cells of one block of an image.
  @inline(__always)
  private static func cells(_ map: Map, _ image: Int, _ block: Int) -> Cells {
    lanes(of: map.start(image, block))
  }

  static func findStatistics(
    of source: Map,
    _ extents: Extents,
    mean: UnsafeMutablePointer<Float>,
    variance: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachPiece(of: extents.blockCount) { blocks in
      for block in blocks {
        findStatistics(of: source, block, extents, mean: mean, variance: variance)
      }
    }
  }

  /// Sums are of differences from the channel's first value, so that a mean far from 0 costs no digits.
  private static func findStatistics(
    of source: Map,
    _ block: Int,
    _ extents: Extents,
    mean: UnsafeMutablePointer<Float>,
    variance: UnsafeMutablePointer<Float>
  ) {
    let first = cells(source, 0, block)[0]
    var (total, squareTotal) = (Lanes.Doubles.zero, Lanes.Doubles.zero)
    for image in 0..<extents.imageCount {
      let values = cells(source, image, block)
      var (sum, square) = (Lanes.zero, Lanes.zero)
      for cell in 0..<extents.cellCount {
        let value = values[cell] - first
        sum = sum + value
        square = square + value * value
      }
      total = sum.added(to: total)
      squareTotal = square.added(to: squareTotal)
    }
    let share = 1 / Double(extents.imageCount * extents.cellCount)
    let center = total * share
    let spread = squareTotal * share - center * center
    lanes(of: mean)[block] = Lanes(rounding: first.added(to: center))
    lanes(of: variance)[block] = Lanes(rounding: spread.replacing(with: 0, where: spread .< 0))
  }

  static func normalize(
    _ source: Map,
    _ parameters: Parameters,
    _ extents: Extents,
    _ findsStatistics: Bool,
    adding addend: Map?,
    to result: Map
  ) {
    let (mean, variance, count) = (parameters.mean, parameters.variance, extents.blockCount)
    if findsStatistics, count >= Parallel.threadCount {
      Parallel.forEachPiece(of: count) { blocks in
        for block in blocks {
          findStatistics(of: source, block, extents, mean: mean, variance: variance)
          let factors = Factors(parameters, block)
          for image in 0..<extents.imageCount {
            normalize(source, image, block, factors, extents, adding: addend, to: result)
          }
        }
      }
      return
    }
    // With too few blocks to go round, images are shared out as well.
    if findsStatistics {
      findStatistics(of: source, extents, mean: mean, variance: variance)
    }
    Parallel.forEachPiece(of: extents.imageCount * count) { pieces in
      for piece in pieces {
        let (image, block) = (piece / count, piece % count)
        let factors = Factors(parameters, block)
        normalize(source, image, block, factors, extents, adding: addend, to: result)
      }
    }
  }

  /// Normalises one block of an image.
  private static func normalize(
    _ source: Map,
    _ image: Int,
    _ block: Int,
    _ factors: Factors,
    _ extents: Extents,
    adding addend: Map?,
    to result: Map
  ) {
    let (factor, offset, floor) = (factors.factor, factors.offset, factors.floor)
    let from = cells(source, image, block)
    let to = cells(result, image, block)
    if let other = addend.map({ cells($0, image, block) }) {
      for cell in 0..<extents.cellCount {
        to[cell] = (from[cell] * factor + offset + other[cell]).raised(to: floor)
      }
    } else {
      for cell in 0..<extents.cellCount {
        to[cell] = (from[cell] * factor + offset).raised(to: floor)
      }
    }
  }

  static func differentiate(
    _ source: Map,
    _ parameters: Parameters,
    _ extents: Extents,
    _ gradients: Gradients,
    sampleCount: Int?
  ) {
    let share = sampleCount.map { 1 / Float($0) } ?? 0
    Parallel.forEachPiece(of: extents.blockCount) { blocks in
      for block in blocks {
        let factors = Factors(parameters, block)
        var (shift, scale) = (Lanes.zero, Lanes.zero)
        for image in 0..<extents.imageCount {
          pass(gradients, image, block, extents)
          let sums = sums(source, image, block, factors, extents, gradients.result)
          shift = shift + sums.shift
          scale = scale + sums.scale
        }
        scale = scale * factors.inverse
        lanes(of: gradients.scale)[block] = scale
        lanes(of: gradients.shift)[block] = shift
        guard gradients.source != nil else { continue }
        let tilt = scale * share * factors.inverse
        let level = shift * share - tilt * factors.mean
        for image in 0..<extents.imageCount {
          differentiate(source, image, block, factors, extents, gradients, level, tilt)
        }
      }
    }
  }

  /// What passes a gate, of one block of an image.
  private static func pass(
    _ gradients: Gradients,
    _ image: Int,
    _ block: Int,
    _ extents: Extents
  ) {
    guard let gate = gradients.gate else { return }
    let output = cells(gate.output, image, block)
    let part = cells(gate.part, image, block)
    let total = cells(gradients.result, image, block)
    if let other = gate.otherPart.map({ cells($0, image, block) }) {
      for cell in 0..<extents.cellCount {
        total[cell] = (part[cell] + other[cell]).masked(where: output[cell], exceeds: .zero)
      }
    } else {
      for cell in 0..<extents.cellCount {
        total[cell] = part[cell].masked(where: output[cell], exceeds: .zero)
      }
    }
  }

  /// The sums over an image's cells of slope and of slope · (x − μ).
  private static func sums(
    _ source: Map,
    _ image: Int,
    _ block: Int,
    _ factors: Factors,
    _ extents: Extents,
    _ result: Map
  ) -> (shift: Lanes, scale: Lanes) {
    let (factor, offset, floor) = (factors.factor, factors.offset, factors.floor)
    let mean = factors.mean
    let x = cells(source, image, block)
    let dy = cells(result, image, block)
    var (shift, scale) = (Lanes.zero, Lanes.zero)
    for cell in 0..<extents.cellCount {
      let value = x[cell]
      let slope = dy[cell].masked(where: value * factor + offset, exceeds: floor)
      shift = shift + slope
      scale = scale + slope * (value - mean)
    }
    return (shift, scale)
  }

  /// dx = factor · (slope − Σ slope / M − (x − μ) · Σ slope·(x − μ) / (M·(σ² + ε))), of one block of an image.
  ///
  /// `level` and `tilt` hold the sums: dx = factor · (slope − level − tilt · x).
  private static func differentiate(
    _ source: Map,
    _ image: Int,
    _ block: Int,
    _ factors: Factors,
    _ extents: Extents,
    _ gradients: Gradients,
    _ level: Lanes,
    _ tilt: Lanes
  ) {
    guard let dx = gradients.source.map({ cells($0, image, block) }) else { return }
    let (factor, offset, floor) = (factors.factor, factors.offset, factors.floor)
    let x = cells(source, image, block)
    let dy = cells(gradients.result, image, block)
    for cell in 0..<extents.cellCount {
      let value = x[cell]
      let slope = dy[cell].masked(where: value * factor + offset, exceeds: floor)
      let gradient = factor * (slope - level - tilt * value)
      dx[cell] = gradients.accumulates ? dx[cell] + gradient : gradient
    }
  }
}
