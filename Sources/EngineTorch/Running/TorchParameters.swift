import Engines
import Networks
import Ranks
import Recipe
import Tensors

/// Parameters on a device: all trainable values as one row of numbers, their gradients as another, running
/// statistics as a third.
final class TorchParameters: NetworkParameters {
  let specifications: [ParameterSpecification]
  let engine: TorchEngine
  private let values, statistics: DeviceTensor
  private let entries: [String: Entry]
  /// Made by the first backward pass.
  private var computed: Gradients?
  /// What the next step takes in place of the computed gradients, and where it begins among the values.
  private var added: (sums: DeviceTensor, range: Range<Int>)?

  /// A parameter and its place in its row.
  private struct Entry {
    let specification: ParameterSpecification
    let range: Range<Int>
    let value: DeviceTensor
  }

  /// The row of gradients, and its parts by the parameters' names.
  private struct Gradients {
    let row: DeviceTensor
    let parts: [String: DeviceTensor]
  }

  /// Makes room for the parameters of a graph; all values are zero.
  ///
  /// - Throws: ``TorchError``.
  init(_ graph: Graph, engine: TorchEngine) throws(TorchError) {
    (self.engine, specifications) = (engine, graph.parameters)
    var ranges: [Range<Int>] = []
    var (trainableCount, statisticsCount) = (0, 0)
    for specification in specifications {
      // Whole cache lines, so that kernels find every parameter aligned.
      let count = (specification.shape.count + 15) / 16 * 16
      let start = specification.isTrainable ? trainableCount : statisticsCount
      if specification.isTrainable { trainableCount += count } else { statisticsCount += count }
      ranges.append(start..<start + count)
    }
    self.trainableCount = trainableCount
    values = try engine.device.zeros([trainableCount])
    statistics = try engine.device.zeros([statisticsCount])
    var entries: [String: Entry] = [:]
    for (specification, range) in zip(specifications, ranges) {
      let row = specification.isTrainable ? values : statistics
      let entry = Entry(
        specification: specification,
        range: range,
        value: try row.view(specification.shape.dimensions, at: range.lowerBound)
      )
      precondition(
        entries.updateValue(entry, forKey: specification.name) == nil,
        "two parameters are named '\(specification.name)'"
      )
    }
    self.entries = entries
  }

  let trainableCount: Int

  subscript(name: String) -> Tensor {
    get { expecting("'\(name)'") { () throws(TorchError) in try value(name).tensor() } }
    set {
      let target = value(name)
      precondition(
        newValue.shape == entry(name).specification.shape,
        "\(name) is \(entry(name).specification.shape), not \(newValue.shape)"
      )
      expecting("'\(name)'") { () throws(TorchError) in try target.take(newValue) }
    }
  }

  /// The tensor of a parameter or of a running statistic, which operators read and change.
  func value(_ name: String) -> DeviceTensor { entry(name).value }

  func gradient(_ name: String) -> Tensor {
    let entry = entry(name)
    let shape = entry.specification.shape
    return expecting("the gradient of '\(name)'") { () throws(TorchError) in
      let row = gradients(entry.range)
      return try row.tensor.view(shape.dimensions, at: row.start).tensor()
    }
  }

  /// Takes the gradient of a parameter that a backward pass has computed, in whatever precision.
  ///
  /// - Throws: ``TorchError``.
  func setGradient(_ name: String, to gradient: DeviceTensor) throws(TorchError) {
    added = nil
    let all: Gradients
    if let computed { all = computed } else { all = try makeGradients() }
    computed = all
    try all.parts[name]?.take(gradient)
  }

  private func makeGradients() throws(TorchError) -> Gradients {
    let row = try engine.device.zeros([trainableCount])
    var parts: [String: DeviceTensor] = [:]
    for entry in entries.values where entry.specification.isTrainable {
      parts[entry.specification.name] = try row.view(
        entry.specification.shape.dimensions,
        at: entry.range.lowerBound
      )
    }
    return Gradients(row: row, parts: parts)
  }

  private func entry(_ name: String) -> Entry {
    guard let entry = entries[name] else {
      preconditionFailure("the network has no parameter '\(name)'")
    }
    return entry
  }

  // MARK: - Ranges

  /// The part of the row of trainable values that belongs to parameters whose names begin with `prefix`.
  func trainableRange(prefix: String) -> Range<Int> {
    let ranges = specifications.filter { $0.isTrainable && $0.name.hasPrefix(prefix) }
      .map { entry($0.name).range }
    guard let first = ranges.first, let last = ranges.last else { return 0..<0 }
    precondition(
      last.upperBound - first.lowerBound == ranges.reduce(0) { $0 + $1.count },
      "parameters '\(prefix)…' are not contiguous"
    )
    return first.lowerBound..<last.upperBound
  }

  /// The place of a parameter among the trainable values.
  func start(of name: String) -> Int { entry(name).range.lowerBound }

  func shape(of name: String) -> Shape { entry(name).specification.shape }

  /// The trainable values in a range.
  ///
  /// - Throws: ``TorchError``.
  func values(_ range: Range<Int>) throws(TorchError) -> DeviceTensor {
    try values.view([range.count], at: range.lowerBound)
  }

  /// The gradients that the next step takes for the values in a range.
  ///
  /// - Throws: ``TorchError``.
  func stepGradients(_ range: Range<Int>) throws(TorchError) -> DeviceTensor {
    let row = gradients(range)
    return try row.tensor.view([range.count], at: row.start)
  }

  /// The gradients that the last backward pass has computed for the values in a range.
  ///
  /// - Throws: ``TorchError``.
  func computedGradients(_ range: Range<Int>) throws(TorchError) -> DeviceTensor {
    guard let computed else { preconditionFailure("no backward pass has run") }
    return try computed.row.view([range.count], at: range.lowerBound)
  }

  /// Has the next step take gradients that were added up elsewhere, of the values in a range.
  func takeGradients(_ sums: DeviceTensor, of range: Range<Int>) { added = (sums, range) }

  private func gradients(_ range: Range<Int>) -> (tensor: DeviceTensor, start: Int) {
    if let added {
      precondition(
        added.range.lowerBound <= range.lowerBound && range.upperBound <= added.range.upperBound,
        "gradients of \(added.range) were added up, not of \(range)"
      )
      return (added.sums, range.lowerBound - added.range.lowerBound)
    }
    guard let computed else { preconditionFailure("no backward pass has run") }
    return (computed.row, range.lowerBound)
  }

  // MARK: - What the engine makes of them

  func compile(
    _ graph: Graph,
    inputShape: Shape,
    mode: Mode
  ) throws(NetworkError) -> any RunnableNetwork {
    try TorchNetwork(graph, parameters: self, inputShape: inputShape, mode: mode)
  }

  func makeOptimizer(
    prefix: String,
    learningRate: Float,
    weightDecay: Float
  ) -> any PartOptimizer {
    TorchOptimizer(self, prefix: prefix, learningRate: learningRate, weightDecay: weightDecay)
  }

  func makeGradientSum(
    prefixes: [String],
    _ shapes: [Shape],
    shareCount: Int,
    among ranks: any RankGroup
  ) -> any ShareGradients {
    precondition(ranks.isAlone, "this engine knows no ranks")
    return TorchGradientSum(of: self, prefixes: prefixes, shapes, shareCount: shareCount)
  }

  func keepingStatistics<Result>(_ body: () throws -> Result) rethrows -> Result {
    let kept = expecting("the running statistics") { () throws(TorchError) in
      try statistics.converted(to: .float32)
    }
    defer {
      expecting("the running statistics") { () throws(TorchError) in try statistics.take(kept) }
    }
    return try body()
  }

  func broadcastStatistics(among ranks: any RankGroup) {
    precondition(ranks.isAlone, "this engine knows no ranks")
  }

  func isEqual(among ranks: any RankGroup) -> Bool { ranks.isAlone }
}
