import ArgumentParser
import Engine
import Engines
import HeadKernels
import Networks
import ProtoPNet
import Ranks
import Recipe
import Tensors

/// `protopnet-bench shares`: what it costs to divide a batch into shares, on one rank or several.
struct SharesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shares",
    abstract: "Time joint steps with the batch in one share and in several.",
    discussion: """
      Started by mpirun, the ranks have as many shares each, and the first one prints. Repetitions \
      of the numbers of shares alternate.
      """
  )

  @OptionGroup var network: NetworkOptions

  @Option(help: "The pictures of a batch.")
  var batchSize = 16

  @Option(parsing: .upToNextOption, help: "The numbers of shares, powers of two.")
  var shares = [1, 2, 4]

  @Option(help: "Threads of each rank; 0 takes all cores.")
  var threads = 0

  /// - Throws: `NetworkError` for pictures that do not fit the network, and `ValidationError` where the ranks
  ///   cannot find each other.
  func run() throws {
    let ranks = try BenchRanks.group()
    defer { ranks.leave(code: 0) {} }
    let possible = shares.filter { $0.isMultiple(of: ranks.count) }
    let engine = Engine(threads: threads, convolution: network.convolution)
    let subject = try PrototypeNetwork.random(
      network.architecture,
      prototypesPerClass: network.prototypesPerClass,
      engine: engine
    )
    let steps = try possible.map { count in
      try SharedSteps(
        BatchSharing(shareCount: count, ranks: ranks),
        of: subject,
        shape: [batchSize, 3, network.imageSize, network.imageSize]
      )
    }
    for step in steps { for _ in 0..<2 { try step.perform() } }
    var seconds = steps.map { _ in [Double]() }
    let clock = ContinuousClock()
    for _ in 0..<network.repetitions {
      for (index, step) in steps.enumerated() {
        _ = ranks.maximum(0)
        seconds[index].append(try clock.measure { try step.perform() } / .seconds(1))
      }
    }
    guard ranks.isFirst else { return }
    for (count, times) in zip(possible, seconds) {
      try ShareMeasurement(
        architecture: network.architecture.rawValue,
        batchSize: batchSize,
        shares: count,
        ranks: ranks.count,
        threads: engine.threadCount,
        seconds: times
      ).printLine()
    }
  }
}

/// What one line of `protopnet-bench shares` says.
private struct ShareMeasurement: Encodable {
  let architecture: String
  let batchSize, shares, ranks, threads: Int
  /// Every timed step.
  let seconds: [Double]
}

/// Joint steps on one batch of drawn pictures.
private struct SharedSteps {
  private let network: PrototypeNetwork
  private let optimizer: StageOptimizer
  private let sum: ShareSum
  private let batch: TrainingBatch

  init(_ sharing: BatchSharing, of network: PrototypeNetwork, shape: Shape) throws {
    self.network = network
    optimizer = StageOptimizer(of: .joint, network, Optimizer())
    sum = ShareSum(sharing, optimizer, of: network, .published)
    let all = Array(0..<shape[0])
    let pictures = Tensor.uniform(shape, purpose: "input")
    batch = TrainingBatch(
      shares: sharing.ownShares(all[...]).map { indices in
        guard !indices.isEmpty else { return nil }
        return TrainingShare(
          part: .whole,
          inputs: pictures.rows(at: Array(indices)),
          labels: indices.map { $0 * 7 % HeadSubject.classCount }
        )
      },
      imageCount: shape[0]
    )
  }

  func perform() throws {
    let step = try sum.step(batch) { share in
      let layers = try network.compiled(
        .whole,
        shape: share.inputs.shape,
        mode: Mode(batchNormalization: .train, trainsFrom: 0)
      )
      let step = network.step(
        output: try layers.forward(share.inputs),
        labels: share.labels,
        coefficients: .published,
        trains: true
      )
      return (step, layers)
    }
    optimizer.step(step.headGradients)
  }
}
