package import Engine
import Files
package import Foundation

/// A text file of the algorithms that `convolution: fastest` chose, a line for each convolution.
///
/// A run's own file makes a run that goes on compute the same bits; the machine's file spares later
/// runs the timing.
package struct AlgorithmFile {
  let url: URL

  package init(url: URL) { self.url = url }

  /// The machine's file for its processor, its compute library and a number of threads.
  static func ofThisMachine(threads: Int) -> AlgorithmFile {
    let environment = ProcessInfo.processInfo.environment
    let caches =
      environment["XDG_CACHE_HOME"].map { URL(fileURLWithPath: $0) }
      ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache")
    // What is fastest depends on the model, too; bits only on the instruction set.
    let machine = "\(Program.processor), \(Engine.instructionSet), \(Engine.libraryDescription)"
    let name = "\(machine), \(threads) threads"
      .map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" }
    return AlgorithmFile(url: caches.appending(path: "protopnet/convolutions-\(String(name)).txt"))
  }

  /// What the file holds; a line that was cut short is left out.
  package var algorithms: [String: ConvolutionKernel] {
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [:] }
    return text.split(separator: "\n").reduce(into: [:]) { algorithms, line in
      let parts = line.split(separator: "\t", maxSplits: 1)
      guard parts.count == 2, let algorithm = ConvolutionKernel(rawValue: String(parts[0]))
      else { return }
      algorithms[String(parts[1])] = algorithm
    }
  }

  /// Replaces the file.
  func write(_ algorithms: [String: ConvolutionKernel]) throws(WriteFailure) {
    try Folder.make(url.deletingLastPathComponent())
    let lines = algorithms.sorted { $0.key < $1.key }.map { "\($1.rawValue)\t\($0)\n" }
    try NewFile.write(Data(lines.joined().utf8), to: url)
  }
}

extension ConvolutionChoices {
  /// The choices of a run: its own first, then the machine's; new ones go into both files.
  ///
  /// - Throws: ``RunError`` where the run's folder cannot be written; the machine's file is a
  ///   convenience that may fail.
  static func ofRun(in file: AlgorithmFile, threads: Int) throws(RunError)
    -> ConvolutionChoices
  {
    let machine = AlgorithmFile.ofThisMachine(threads: threads)
    let choices = ConvolutionChoices(machine.algorithms.merging(file.algorithms) { $1 })
    do {
      try file.write(choices.algorithms)
    } catch {
      throw .unwritable(error)
    }
    choices.onChoice = { [unowned choices] _, _ in
      try? file.write(choices.algorithms)
      try? machine.write(machine.algorithms.merging(choices.algorithms) { $1 })
    }
    return choices
  }

  /// The machine's choices.
  package static func ofThisMachine(threads: Int) -> ConvolutionChoices {
    ConvolutionChoices(AlgorithmFile.ofThisMachine(threads: threads).algorithms)
  }
}
