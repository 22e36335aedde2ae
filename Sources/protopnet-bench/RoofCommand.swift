import ArgumentParser
import Engine

/// `protopnet-bench roof`: this machine's speed beside that of a square matrix product.
struct RoofCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roof",
    abstract: "Time a network's work beside a matrix product of the same run.",
    discussion: """
      Times are medians with their range. The last column is the speed relative to a square matrix \
      product measured in the same run, the figure to compare between runs and machines.
      """
  )

  @OptionGroup var network: NetworkOptions

  /// - Throws: `NetworkError` for pictures that do not fit the network.
  func run() throws {
    let engine = network.engine()
    print(
      "\(Engine.libraryDescription), \(engine.threadCount) threads, \(network.convolution), \(network.precision)"
    )
    print("\(network.architecture), \(network.imageSize)×\(network.imageSize) pixels, 200 classes")
    let product = MatrixProductRoof(extent: 2048)
    let roof = Timing(repetitions: network.repetitions) { product.multiply() }
    var table = TimingTable(roof: product.operationCount / roof.median)
    table.add("matrix product 2048³", roof, operations: product.operationCount)
    let subject = try NetworkSubject(network, engine: engine)
    for (work, batchSize) in [(Work.forward, 1), (.forward, 16), (.warmUp, 16), (.joint, 16)] {
      table.add(
        "\(work.rawValue), batch \(batchSize)",
        try subject.timing(of: work, batchSize: batchSize, repetitions: network.repetitions),
        operations: work.passCount * subject.operationCount * Double(batchSize)
      )
    }
    print(table.text)
  }
}
