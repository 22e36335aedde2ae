import CDNNL
package import Networks
package import Tensors

/// The parameters of a network with their gradients, in the layouts that kernels read.
///
/// Trainable values form one region in the graph's order; gradients lie in the same form at the
/// beginning of the engine's working memory, where feature maps make room for them as the backward
/// pass goes on. Running statistics lie apart. Reading and writing by name converts from and to row-major order.
package final class ParameterStore {
  package let specifications: [ParameterSpecification]
  /// The trainable values, padding included.
  let values: ParameterRegion
  let statistics: ParameterRegion
  private let entries: [String: Entry]
  let engine: Engine
  /// Counts the changes, so that prepared copies of kernels can be told from current ones.
  package private(set) var version = 0
  /// Counts the changes of running statistics by training passes.
  private(set) var statisticsVersion = 0
  /// What ``isOrdinary(withStatistics:)`` has found, and for which versions.
  var foundOrdinary = (values: false, version: -1)
  var foundOrdinaryStatistics = (values: false, versions: (-1, -1))

  struct Entry {
    let specification: ParameterSpecification
    let description: MemoryDescription
    /// The position in the region of trainable values or of statistics.
    let range: Range<Int>
    /// The position of its gradient in the working memory, in bytes.
    var gradientOffset: Int {
      precondition(specification.isTrainable, "\(specification.name) has no gradient")
      return range.lowerBound * MemoryLayout<Float>.stride
    }
  }

  /// The number of trainable values, padding included.
  package var trainableCount: Int { values.count }

  /// Makes room for the parameters of `graph`; all values are zero.
  package init(_ graph: Graph, engine: Engine) {
    self.engine = engine
    specifications = graph.parameters
    var entries: [String: Entry] = [:]
    var (trainableCount, statisticsCount) = (0, 0)
    for specification in specifications {
      let description = Self.description(of: specification)
      // Whole cache lines, so that no two parameters share one.
      let count = (description.byteCount + 63) / 64 * 16
      let start = specification.isTrainable ? trainableCount : statisticsCount
      if specification.isTrainable { trainableCount += count } else { statisticsCount += count }
      let entry = Entry(
        specification: specification,
        description: description,
        range: start..<start + count
      )
      precondition(
        entries.updateValue(entry, forKey: specification.name) == nil,
        "two parameters are named '\(specification.name)'"
      )
    }
    self.entries = entries
    values = ParameterRegion(count: trainableCount)
    statistics = ParameterRegion(count: statisticsCount)
  }

  /// The value of a parameter in row-major order.
  package subscript(name: String) -> Tensor {
    get { read(entry(name), from: region(of: entry(name))) }
    set {
      write(newValue, to: entry(name), in: region(of: entry(name)))
      noteChange()
    }
  }

  /// Gradients that were added up elsewhere, and where they begin among the trainable values.
  private var added: (region: ParameterRegion, range: Range<Int>)?

  /// Has the next step take gradients that were added up elsewhere, of the trainable values in a range.
  func takeGradients(_ region: ParameterRegion, of range: Range<Int>) { added = (region, range) }

  /// Has the next step take the gradients of the engine's last backward pass.
  func takeComputedGradients() { added = nil }

  /// Where the gradients of the trainable values in a range lie.
  private func gradients(_ range: Range<Int>) -> UnsafePointer<Float> {
    guard let added else { return computedGradients + range.lowerBound }
    precondition(
      added.range.lowerBound <= range.lowerBound && range.upperBound <= added.range.upperBound,
      "gradients of \(added.range) were added up, not of \(range)"
    )
    return UnsafePointer(added.region.base) + (range.lowerBound - added.range.lowerBound)
  }

  /// The gradients that the engine's last backward pass left, in the form of ``values``.
  var computedGradients: UnsafePointer<Float> {
    guard engine.gradientOwner == ObjectIdentifier(self), let base = engine.arena.base else {
      preconditionFailure("these parameters' gradients are not in the working memory")
    }
    return UnsafeRawPointer(base).assumingMemoryBound(to: Float.self)
  }

  /// The gradient that the next step would take for a parameter, in row-major order.
  package func gradient(_ name: String) -> Tensor {
    let entry = entry(name)
    return read(entry, at: gradients(entry.range))
  }

  /// The trainable region's part that belongs to parameters whose names begin with `prefix`.
  package func trainableRange(prefix: String) -> Range<Int> {
    let ranges = specifications.filter { $0.isTrainable && $0.name.hasPrefix(prefix) }
      .map { entry($0.name).range }
    guard let first = ranges.first, let last = ranges.last else { return 0..<0 }
    let length = ranges.reduce(0) { $0 + $1.count }
    precondition(
      last.upperBound - first.lowerBound == length,
      "parameters '\(prefix)…' are not contiguous"
    )
    return first.lowerBound..<last.upperBound
  }

  /// Reads a parameter's counterpart in a region that mirrors the trainable values from `start` on.
  package func counterpart(
    of name: String,
    in region: ParameterRegion,
    startingAt start: Int
  ) -> Tensor {
    read(entry(name), from: region, shiftedBy: start)
  }

  /// Writes a parameter's counterpart in a region that mirrors the trainable values from `start` on.
  ///
  /// `value` has the parameter's shape, such as [O, I, H, W] for a kernel.
  package func setCounterpart(
    of name: String,
    in region: ParameterRegion,
    startingAt start: Int,
    to value: Tensor
  ) {
    write(value, to: entry(name), in: region, shiftedBy: start)
  }

  /// Changes the trainable parameters whose names begin with `prefix` by one step of their Adam.
  ///
  /// Their gradients are those that the engine's last backward pass left, or that a ``GradientSum`` has added up.
  package func step(_ adam: Adam, prefix: String, factor: Float) {
    let range = trainableRange(prefix: prefix)
    precondition(
      range.count == adam.firstMoments.count,
      "moments of \(adam.firstMoments.count) values for the \(range.count) of '\(prefix)…'"
    )
    let start = range.lowerBound
    let wasOrdinary = foundOrdinary.version == version && foundOrdinary.values
    adam.step(values.base + start, gradients: gradients(range), factor: factor)
    noteChange()
    if wasOrdinary { foundOrdinary = (adam.largestMagnitude <= Self.ordinaryLimit, version) }
  }

  /// Tells that values were changed through ``values``.
  private func noteChange() { version += 1 }

  /// Tells that a training pass changed running statistics.
  func noteStatisticsChange() { statisticsVersion += 1 }

  /// Calls `body`, whose training passes leave the running statistics as they are.
  package func keepingStatistics<Result>(_ body: () throws -> Result) rethrows -> Result {
    let kept = ParameterRegion(count: statistics.count)
    kept.base.update(from: statistics.base, count: statistics.count)
    defer {
      statistics.base.update(from: kept.base, count: statistics.count)
      noteStatisticsChange()
    }
    return try body()
  }

  func entry(_ name: String) -> Entry {
    guard let entry = entries[name] else {
      preconditionFailure("the network has no parameter '\(name)'")
    }
    return entry
  }

  func address(of entry: Entry) -> UnsafeMutableRawPointer {
    UnsafeMutableRawPointer(region(of: entry).base + entry.range.lowerBound)
  }

  private func region(of entry: Entry) -> ParameterRegion {
    entry.specification.isTrainable ? values : statistics
  }

  private static func description(of specification: ParameterSpecification) -> MemoryDescription {
    specification.role == .kernel
      ? .kernel(specification.shape) : .plain(specification.shape)
  }

  private func read(
    _ entry: Entry,
    from region: ParameterRegion,
    shiftedBy start: Int = 0
  ) -> Tensor {
    check(entry, in: region, shiftedBy: start)
    return read(entry, at: region.base + entry.range.lowerBound - start)
  }

  private func read(_ entry: Entry, at address: UnsafePointer<Float>) -> Tensor {
    let plain = MemoryDescription.plain(entry.specification.shape)
    return Tensor(shape: entry.specification.shape) { buffer in
      copy(
        UnsafeMutableRawPointer(mutating: address),
        entry.description,
        to: UnsafeMutableRawPointer(buffer.baseAddress),
        plain
      )
    }
  }

  private func write(
    _ value: Tensor,
    to entry: Entry,
    in region: ParameterRegion,
    shiftedBy start: Int = 0
  ) {
    check(entry, in: region, shiftedBy: start)
    precondition(
      value.shape == entry.specification.shape,
      "\(entry.specification.name) is \(entry.specification.shape), not \(value.shape)"
    )
    let plain = MemoryDescription.plain(value.shape)
    value.withUnsafeValues { buffer in
      copy(
        UnsafeMutableRawPointer(mutating: buffer.baseAddress),
        plain,
        to: UnsafeMutableRawPointer(region.base + entry.range.lowerBound - start),
        entry.description
      )
    }
  }

  private func check(_ entry: Entry, in region: ParameterRegion, shiftedBy start: Int) {
    precondition(
      start <= entry.range.lowerBound && entry.range.upperBound - start <= region.count,
      "\(entry.specification.name) at \(entry.range) lies outside \(region.count) values from \(start) on"
    )
  }

  private func copy(
    _ source: UnsafeMutableRawPointer?,
    _ sourceDescription: MemoryDescription,
    to target: UnsafeMutableRawPointer?,
    _ targetDescription: MemoryDescription
  ) {
    let library = engine.library
    let primitives = Primitives(library: library)
    guard let description = primitives.reorder(sourceDescription, to: targetDescription) else {
      preconditionFailure("oneDNN has no reorder from and to row-major order")
    }
    let reorder = Primitive(description)
    let from = Memory(sourceDescription, at: source, library: library)
    let to = Memory(targetDescription, at: target, library: library)
    let scratchpad = UnsafeMutableRawPointer.allocate(
      byteCount: max(reorder.scratchpad?.byteCount ?? 0, 64),
      alignment: 64
    )
    defer { scratchpad.deallocate() }
    var arguments = [
      dnnl_exec_arg_t(arg: DNNL_ARG_FROM, memory: from.raw),
      dnnl_exec_arg_t(arg: DNNL_ARG_TO, memory: to.raw),
    ]
    let scratch = reorder.scratchpad.map { Memory($0, at: scratchpad, library: library) }
    if let scratch {
      arguments.append(dnnl_exec_arg_t(arg: DNNL_ARG_SCRATCHPAD, memory: scratch.raw))
    }
    // The arguments hold bare handles, so their owners must outlive the call.
    withExtendedLifetime((from, to, scratch)) { reorder.execute(arguments, library: library) }
  }
}
