import ArgumentParser
import Engine
import Engines
import Recipe

/// `protopnet-bench roof`: this machine's speed beside that of a square matrix product.
struct RoofCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "roof",
    abstract: "Time a network's work beside a matrix product of the same run.",
    discussion: """
      Times are medians with their range. The last column is the speed relative to a square matrix \
      product of the same precision measured in the same run, the figure to compare between runs and \
      machines. 'convolutions' are the parts of the work above them that convolutions take, with the \
      transforms and copies of what they read and write.
      """
  )

  @OptionGroup var network: NetworkOptions

  /// - Throws: `NetworkError` for pictures that do not fit the network.
  func run() throws {
    let engine = try network.engine()
    print(
      "\(engine.libraryName), \(engine.threadCount) threads, \(network.convolution), \(network.precision)"
    )
    print("\(network.architecture), \(network.imageSize)×\(network.imageSize) pixels, 200 classes")
    let (roof, operationCount) = try roof(engine)
    var table = TimingTable(roof: operationCount / roof.median)
    table.add("matrix product \(MatrixProductRoof.extent)³", roof, operations: operationCount)
    let subject = try NetworkSubject(network, engine: engine)
    for (work, batchSize) in [(Work.forward, 1), (.forward, 16), (.warmUp, 16), (.joint, 16)] {
      let operations = work.passCount * subject.operationCount * Double(batchSize)
      table.add(
        "\(work.rawValue), batch \(batchSize)",
        try subject.timing(of: work, batchSize: batchSize, repetitions: network.repetitions),
        operations: operations
      )
      // A frozen backbone's gradients are not computed, which the count of passes leaves out.
      guard work != .warmUp,
        let convolutions = try subject.convolutionTiming(
          of: work,
          batchSize: batchSize,
          repetitions: network.repetitions
        )
      else { continue }
      table.add("convolutions", convolutions, operations: operations)
    }
    print(table.text)
    for work in [Work.forward, .joint] {
      let seconds = try subject.compilationSeconds(of: work, batchSize: 16)
      let text = MarkdownTable.number(seconds, 2)
      print("\(work.rawValue), batch 16: compiled in \(text) s with the choices made above")
    }
  }

  /// The time of a square matrix product, of bfloat16 where our engine computes with it, and its operations.
  private func roof(_ engine: any ComputeEngine) throws -> (Timing, Double) {
    let product = MatrixProductRoof()
    let timing =
      if network.precision == .bfloat16, let engine = engine as? Engine {
        try product.convolutionTiming(engine, repetitions: network.repetitions)
      } else {
        Timing(repetitions: network.repetitions) { product.multiply() }
      }
    return (timing, product.operationCount)
  }
}
