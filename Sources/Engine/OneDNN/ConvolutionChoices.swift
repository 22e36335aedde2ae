/// Which kernel was fastest for each convolution, so that later compilations compute the same bits.
///
/// A choice is made once by timing, and holds as long as the object does; whoever keeps the choices
/// of earlier processes enters them first, and hears of new ones through `onChoice`.
package final class ConvolutionChoices {
  /// The kernel, by a text that names pass and shapes.
  package private(set) var algorithms: [String: ConvolutionKernel]
  /// Hears of every choice that is made by timing, before it is used.
  package var onChoice: (_ convolution: String, _ kernel: ConvolutionKernel) -> Void

  package init(
    _ algorithms: [String: ConvolutionKernel] = [:],
    onChoice: @escaping (String, ConvolutionKernel) -> Void = { _, _ in }
  ) {
    self.algorithms = algorithms
    self.onChoice = onChoice
  }

  /// The kernel kept for a convolution, or the fastest of some, timed now; of equally fast ones the first.
  func kernel(
    for convolution: String,
    among candidates: [(kernel: ConvolutionKernel, work: () -> [any TimedWork])]
  ) -> ConvolutionKernel? {
    if let known = algorithms[convolution], candidates.contains(where: { $0.kernel == known }) {
      return known
    }
    guard let position = KernelTiming.fastest(of: candidates.map { $0.work() }) else { return nil }
    let fastest = candidates[position].kernel
    algorithms[convolution] = fastest
    onChoice(convolution, fastest)
    return fastest
  }
}
