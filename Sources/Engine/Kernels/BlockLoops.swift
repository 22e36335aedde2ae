/// The loops of ``NormalizationLoops`` over blocks of one vector's channels, as they are stored.
enum BlockLoops<Stored: StoredLanes> {
  typealias Lanes = Stored.Lanes
  typealias Map = NormalizationLoops.Map
  typealias Extents = NormalizationLoops.Extents
  typealias Parameters = NormalizationLoops.Parameters
  typealias Gradients = NormalizationLoops.Gradients
  typealias Cells = UnsafeMutablePointer<Stored>

  /// A block's parameters.
  private struct Factors {
    let mean, inverse: Lanes
    /// Normalised values are (value − μ) · factor + shift.
    let factor, shift: Lanes
    /// What a normalised value must exceed to pass; without a ReLU all do.
    let floor: Lanes

    init(_ parameters: Parameters, _ block: Int) {
      mean = lanes(of: parameters.mean)[block]
      inverse = 1 / (lanes(of: parameters.variance)[block] + parameters.epsilon).squareRoot()
      factor = inverse * lanes(of: parameters.scale)[block]
      shift = lanes(of: parameters.shift)[block]
      floor = Lanes(repeating: parameters.relu ? 0 : -.infinity)
    }
  }

  /// Values as vectors.
  @inline(__always)
  private static func lanes(
    of values: UnsafeMutablePointer<Float>
  ) -> UnsafeMutablePointer<Lanes> {
    UnsafeMutableRawPointer(values).assumingMemoryBound(to: Lanes.self)
  }

  /// The cells of one block of an image.
  @inline(__always)
  private static func cells(_ map: Map, _ image: Int, _ block: Int) -> Cells {
    map.start(image, block).assumingMemoryBound(to: Stored.self)
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

  /// Calls `body` with a map's cells, so many at a time that their sums lose no digits in single precision.
  @inline(__always)
  private static func forEachRun(_ extents: Extents, _ body: (Range<Int>) -> Void) {
    for first in stride(from: 0, to: extents.cellCount, by: 64) {
      body(first..<min(first + 64, extents.cellCount))
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
    let first = cells(source, 0, block)[0].lanes
    var (total, squareTotal) = (Lanes.Doubles.zero, Lanes.Doubles.zero)
    for image in 0..<extents.imageCount {
      let values = cells(source, image, block)
      forEachRun(extents) { run in
        var (sum, square) = (Lanes.zero, Lanes.zero)
        for cell in run {
          let value = values[cell].lanes - first
          sum = sum + value
          square = square + value * value
        }
        total = sum.added(to: total)
        squareTotal = square.added(to: squareTotal)
      }
    }
    let share = 1 / Double(extents.imageCount * extents.cellCount)
    let center = total * share
    let spread = squareTotal * share - center * center
    lanes(of: mean)[block] = Lanes(rounding: first.added(to: center))
    lanes(of: variance)[block] = Lanes(rounding: spread.replacing(with: 0, where: spread .< 0))
  }

  static func findSums(
    of source: Map,
    _ extents: Extents,
    to sums: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachPiece(of: extents.blockCount) { blocks in
      for block in blocks {
        var total = Lanes.Doubles.zero
        for image in 0..<extents.imageCount {
          let values = cells(source, image, block)
          forEachRun(extents) { run in
            var sum = Lanes.zero
            for cell in run { sum = sum + values[cell].lanes }
            total = sum.added(to: total)
          }
        }
        lanes(of: sums)[block] = Lanes(rounding: total)
      }
    }
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
    let (mean, factor) = (factors.mean, factors.factor)
    let (shift, floor) = (factors.shift, factors.floor)
    let from = cells(source, image, block)
    let to = cells(result, image, block)
    if let other = addend.map({ cells($0, image, block) }) {
      for cell in 0..<extents.cellCount {
        let value = (from[cell].lanes - mean) * factor + shift + other[cell].lanes
        to[cell] = Stored(storing: value.raised(to: floor))
      }
    } else {
      for cell in 0..<extents.cellCount {
        let value = (from[cell].lanes - mean) * factor + shift
        to[cell] = Stored(storing: value.raised(to: floor))
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
    let share = sampleCount.map { 1 / Double($0) } ?? 0
    Parallel.forEachPiece(of: extents.blockCount) { blocks in
      for block in blocks {
        let factors = Factors(parameters, block)
        var sums = Sums()
        for image in 0..<extents.imageCount {
          pass(gradients, image, block, extents)
          add(source, image, block, factors, extents, gradients.result, to: &sums)
        }
        let inverse = factors.inverse.added(to: .zero)
        lanes(of: gradients.shift)[block] = Lanes(rounding: sums.slopes)
        lanes(of: gradients.scale)[block] = Lanes(rounding: sums.products * inverse)
        guard gradients.source != nil else { continue }
        let level = Lanes(rounding: sums.slopes * share)
        let tilt = Lanes(rounding: sums.products * inverse * inverse * share)
        for image in 0..<extents.imageCount {
          differentiate(source, image, block, factors, extents, gradients, level, tilt)
        }
      }
    }
  }

  /// Over a channel's cells: of slope, and of slope · (x − μ).
  private struct Sums {
    var slopes = Lanes.Doubles.zero
    var products = Lanes.Doubles.zero
  }

  /// What passes a gate, of one block of an image.
  private static func pass(_ gradients: Gradients, _ image: Int, _ block: Int, _ extents: Extents) {
    guard let gate = gradients.gate else { return }
    let output = cells(gate.output, image, block)
    let part = cells(gate.part, image, block)
    let total = cells(gradients.result, image, block)
    if let other = gate.otherPart.map({ cells($0, image, block) }) {
      for cell in 0..<extents.cellCount {
        let sum = part[cell].lanes + other[cell].lanes
        total[cell] = Stored(storing: sum.masked(where: output[cell].lanes, exceeds: .zero))
      }
    } else {
      for cell in 0..<extents.cellCount {
        let value = part[cell].lanes.masked(where: output[cell].lanes, exceeds: .zero)
        total[cell] = Stored(storing: value)
      }
    }
  }

  /// Adds one block of an image to the sums.
  private static func add(
    _ source: Map,
    _ image: Int,
    _ block: Int,
    _ factors: Factors,
    _ extents: Extents,
    _ result: Map,
    to sums: inout Sums
  ) {
    let (mean, factor) = (factors.mean, factors.factor)
    let (shift, floor) = (factors.shift, factors.floor)
    let x = cells(source, image, block)
    let dy = cells(result, image, block)
    forEachRun(extents) { run in
      var (slopes, products) = (Lanes.zero, Lanes.zero)
      for cell in run {
        let difference = x[cell].lanes - mean
        let slope = dy[cell].lanes.masked(where: difference * factor + shift, exceeds: floor)
        slopes = slopes + slope
        products = products + slope * difference
      }
      sums.slopes = slopes.added(to: sums.slopes)
      sums.products = products.added(to: sums.products)
    }
  }

  /// dx = factor · (slope − Σ slope / M − (x − μ) · Σ slope·(x − μ) / (M·(σ² + ε))), of one block of an image.
  ///
  /// `level` and `tilt` hold the sums: dx = factor · (slope − level − tilt · (x − μ)).
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
    let (mean, factor) = (factors.mean, factors.factor)
    let (shift, floor) = (factors.shift, factors.floor)
    let x = cells(source, image, block)
    let dy = cells(gradients.result, image, block)
    for cell in 0..<extents.cellCount {
      let difference = x[cell].lanes - mean
      let slope = dy[cell].lanes.masked(where: difference * factor + shift, exceeds: floor)
      let gradient = factor * (slope - level - tilt * difference)
      dx[cell] = Stored(storing: gradients.accumulates ? dx[cell].lanes + gradient : gradient)
    }
  }
}
