import ArgumentParser
import Datasets
import Foundation
import Images
import Networks

/// `protopnet-bench loading`: whether training waits for its pictures.
struct LoadingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loading",
    abstract: "Time training steps on pictures decoded meanwhile, beside steps from memory.",
    discussion: """
      Nothing is kept between the runs, so every picture is read, decoded, resized and normalised \
      while the steps before it run. The first batch is counted apart: nothing can be ready for it. \
      One line of JSON comes out.
      """
  )

  @Argument(help: "A folder with a directory of pictures per class.", completion: .directory)
  var folder: String

  @OptionGroup var network: NetworkOptions

  @Option(help: "forward, warm-up or joint.")
  var work = Work.joint

  @Option(help: "The pictures of a batch.")
  var batchSize = 16

  /// Seconds of steps and of waiting for them.
  private struct Result: Encodable {
    var architecture: String
    var work: Work
    var batchSize: Int
    var batchCount: Int
    /// Medians of a step on a batch in memory, and of one while pictures are loaded.
    var stepFromMemory, stepWhileLoading: Double
    var waitForFirst: Double
    /// Of all batches after the first.
    var longestWait: Double
    /// The share of the time after the first batch that was spent waiting.
    var waitingShare: Double
    /// What the same number of steps from memory takes, in relation to the time after the first batch.
    var speedBesideMemory: Double
  }

  /// - Throws: `DatasetError` and `ImageError` for what is wrong with the pictures,
  ///   `ValidationError` where they are too few, and `NetworkError` where they do not fit the
  ///   network.
  func run() throws {
    let url = URL(fileURLWithPath: folder, isDirectory: true)
    let name = url.lastPathComponent
    let dataset = try ImageFolder.load(
      name: name,
      root: url.deletingLastPathComponent(),
      train: name,
      projection: name,
      test: name
    )
    let count = min(dataset.train.count / batchSize, network.repetitions + 3) * batchSize
    guard count >= 3 * batchSize else {
      throw ValidationError("\(folder) has \(dataset.train.count) pictures; 3 batches are needed")
    }
    let subject = try NetworkSubject(network, engine: try network.engine())
    let perform = subject.performer(of: work, batchSize: batchSize)
    let memory = try subject.timing(
      of: work,
      batchSize: batchSize,
      repetitions: network.repetitions
    )
    let loader = ImageLoader(
      images: dataset.train.images,
      transform: InputTransform.imageNet(imageSize: network.imageSize)
    )
    let clock = ContinuousClock()
    var (steps, waits): ([Double], [Double]) = ([], [])
    var mark = clock.now
    try loader.forEachBatch(order: Array(0..<count), batchSize: batchSize) { batch in
      let start = clock.now
      waits.append((start - mark) / .seconds(1))
      try perform(batch.images)
      mark = clock.now
      steps.append((mark - start) / .seconds(1))
    }
    let later = waits.dropFirst()
    let total = steps.reduce(0, +) + later.reduce(0, +)
    let result = Result(
      architecture: network.architecture.rawValue,
      work: work,
      batchSize: batchSize,
      batchCount: steps.count,
      stepFromMemory: memory.median,
      stepWhileLoading: steps.sorted()[steps.count / 2],
      waitForFirst: waits[0],
      longestWait: later.max() ?? 0,
      waitingShare: later.reduce(0, +) / total,
      speedBesideMemory: memory.median * Double(steps.count) / total
    )
    try result.printLine()
  }
}
