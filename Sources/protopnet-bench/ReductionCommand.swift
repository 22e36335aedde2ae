import ArgumentParser
import Engine
import Ranks
import Tensors

/// `protopnet-bench reduction`: the ordered sum over ranks beside MPI's own.
struct ReductionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reduction",
    abstract: "Time the sum of gradients over ranks, beside MPI_Allreduce of as many bytes.",
    discussion: "Start it by mpirun; repetitions of both alternate, and the first rank prints."
  )

  @Option(help: "Floats that are added up, in millions.")
  var millions = 25

  @Option(help: "Timed repetitions of each.")
  var repetitions = 15

  @Option(help: "Threads of each rank; 0 takes all cores.")
  var threads = 1

  /// - Throws: `ValidationError` where the ranks cannot find each other.
  func run() throws {
    let ranks = try BenchRanks.group()
    defer { ranks.leave(code: 0) {} }
    _ = Engine(threads: threads)
    let count = millions * 1_000_000
    let (values, received) = (ParameterRegion(count: count), ParameterRegion(count: count))
    let stretch = GradientSum.stretchLength
    func ordered() {
      for first in stride(from: 0, to: count, by: stretch) {
        OrderedSum.add(
          values.base + first,
          count: min(stretch, count - first),
          received: received.base,
          among: ranks,
          threaded: true
        )
      }
    }
    func library() { ranks.librarySum(values.base, count: count) }
    func timed(_ work: () -> Void) -> Double {
      values.base.update(repeating: 1, count: count)
      _ = ranks.maximum(0)
      return ContinuousClock().measure(work) / .seconds(1)
    }
    var (own, other) = ([Double](), [Double]())
    for _ in 0..<repetitions + 2 {
      own.append(timed(ordered))
      let isWhole = (0..<count).allSatisfy { values.base[$0] == Float(ranks.count) }
      precondition(isWhole, "a sum of ones that is none")
      other.append(timed(library))
    }
    guard ranks.isFirst else { return }
    try ReductionMeasurement(
      ranks: ranks.count,
      threads: threads,
      floats: count,
      orderedSeconds: Array(own.dropFirst(2)),
      librarySeconds: Array(other.dropFirst(2))
    ).printLine()
  }
}

/// What `protopnet-bench reduction` says.
private struct ReductionMeasurement: Encodable {
  let ranks, threads, floats: Int
  /// Every timed sum.
  let orderedSeconds, librarySeconds: [Double]
}
