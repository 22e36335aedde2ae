import CDNNL
import Foundation

/// Something that a choice times, on memory that all candidates share.
package protocol TimedWork {
  /// The memory that it takes, in bytes.
  var byteCount: Int { get }
  /// Has it use the memory at an address.
  func bind(to base: UnsafeMutableRawPointer)
  func run()
}

/// A primitive to be timed.
struct TimedPrimitive: TimedWork {
  private let primitive: Primitive
  private let library: Library
  private let parts: [(memory: Memory, offset: Int)]
  private let arguments: [dnnl_exec_arg_t]
  let byteCount: Int

  /// All arguments of copies and of convolutions' passes; a primitive takes those that its description knows.
  private static let parts: [(dnnl_query_t, Int32, index: Int32)] = [
    (dnnl_query_src_md, DNNL_ARG_SRC, 0), (dnnl_query_weights_md, DNNL_ARG_WEIGHTS, 0),
    (dnnl_query_dst_md, DNNL_ARG_DST, 0), (dnnl_query_diff_src_md, DNNL_ARG_DIFF_SRC, 0),
    (dnnl_query_diff_weights_md, DNNL_ARG_DIFF_WEIGHTS, 0),
    (dnnl_query_diff_dst_md, DNNL_ARG_DIFF_DST, 0),
    (dnnl_query_scratchpad_md, DNNL_ARG_SCRATCHPAD, 0),
    (dnnl_query_weights_md, DNNL_ARG_BIAS, 1), (dnnl_query_diff_weights_md, DNNL_ARG_DIFF_BIAS, 1),
  ]

  init(_ description: PrimitiveDescription, library: Library) {
    primitive = Primitive(description)
    self.library = library
    var room = ScratchParts()
    var (parts, arguments) = ([(Memory, Int)](), [dnnl_exec_arg_t]())
    for (query, argument, index) in Self.parts {
      guard let memory = description.memory(query, index: index) else { continue }
      let unbound = Memory(memory, at: nil, library: library)
      parts.append((unbound, room.part(memory.byteCount)))
      arguments.append(dnnl_exec_arg_t(arg: argument, memory: unbound.raw))
    }
    (self.parts, self.arguments, byteCount) = (parts, arguments, room.byteCount)
  }

  func bind(to base: UnsafeMutableRawPointer) {
    for part in parts { part.memory.bind(to: base + part.offset) }
  }

  func run() {
    withExtendedLifetime(parts) { primitive.execute(arguments, library: library) }
  }
}

/// A pass by our own transforms to be timed, with the preparation of its kernel where that is not kept.
final class TimedTransformedPass: TimedWork {
  private let pass: TransformedPass
  private let operands: [Int]
  private let kernel: Int
  private var base: UnsafeMutableRawPointer?
  let byteCount: Int

  /// A pass whose operands take at most so many bytes each.
  init(_ pass: TransformedPass, operand: Int) {
    self.pass = pass
    var room = ScratchParts()
    let second = pass.preparation?.byteCount ?? operand
    operands = [operand, second, operand, pass.scratchByteCount].map { room.part($0) }
    kernel = room.part(operand)
    byteCount = room.byteCount
  }

  func bind(to base: UnsafeMutableRawPointer) { self.base = base }

  func run() {
    guard let base else { preconditionFailure("timed without memory") }
    if let preparation = pass.preparation, !preparation.isKept {
      preparation.run(base + kernel, base + operands[1])
    }
    pass.run(operands.map { base + $0 })
  }
}

/// Times candidates in turns, so that a disturbance strikes all of them.
///
/// A run in which a thread had to give its processor away counts only where a candidate has no other: passes of
/// many parallel loops lose more by that than others.
package enum KernelTiming {
  /// The undisturbed rounds that every candidate gets, and the most rounds for that; one is not counted.
  private static let (roundCount, mostRounds) = (4, 24)
  /// Candidates that took so many times as long as the best in three rounds are out.
  private static let hopeless = 3.0
  /// Of candidates within this factor of the best, the first is taken.
  private static let tie = 1.03

  private struct Candidate {
    let work: [any TimedWork]
    var undisturbed = Double.infinity
    var disturbed = Double.infinity
    var undisturbedCount = 0
    var shortest: Double { undisturbed.isFinite ? undisturbed : disturbed }

    /// Runs once.
    mutating func run(at base: UnsafeMutableRawPointer, counts: Bool) {
      let before = Self.switchCount
      let seconds = work.reduce(0.0) { total, work in
        work.bind(to: base)
        return total + ContinuousClock().measure { work.run() } / .seconds(1)
      }
      guard counts else { return }
      if Self.switchCount == before {
        undisturbed = min(undisturbed, seconds)
        undisturbedCount += 1
      } else {
        disturbed = min(disturbed, seconds)
      }
    }

    /// How often a thread of this process had to give its processor away.
    private static var switchCount: Int {
      var usage = rusage()
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_nivcsw
    }
  }

  /// The position of the candidate that takes the shortest time, each by its shortest round.
  package static func fastest(of candidates: [[any TimedWork]]) -> Int? {
    let byteCount = candidates.joined().map(\.byteCount).max() ?? 0
    let region = ParameterRegion(count: (byteCount + 3) / 4)
    region.base.update(repeating: 0.5, count: region.count)
    return withExtendedLifetime(region) {
      var candidates = candidates.map { Candidate(work: $0) }
      for round in 0...mostRounds {
        let best = candidates.map(\.shortest).min() ?? .infinity
        for index in candidates.indices {
          let (candidate, isHopeless) = (
            candidates[index], candidates[index].shortest > hopeless * best
          )
          guard candidate.undisturbedCount < roundCount, round < 4 || !isHopeless else { continue }
          candidates[index].run(at: UnsafeMutableRawPointer(region.base), counts: round > 0)
        }
      }
      let best = candidates.map(\.shortest).min() ?? .infinity
      return candidates.firstIndex { $0.shortest <= tie * best }
    }
  }
}
