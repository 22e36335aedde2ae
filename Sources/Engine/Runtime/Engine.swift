import CStart
import Foundation
package import Recipe
import Tensors

/// The compute engine of one process: library, threads, convolution algorithm and working memory.
///
/// Compiled networks of one engine share its arena, so they run one at a time and
/// from one thread.
package final class Engine {
  package let convolution: ConvolutionAlgorithm
  /// What ``ConvolutionAlgorithm/fastest`` chose.
  package let choices: ConvolutionChoices
  package let threadCount: Int
  let library = Library()
  let arena = WorkingMemory()
  /// The network whose activations the arena holds.
  var owner: ObjectIdentifier?
  /// The parameters whose gradients the arena holds.
  var gradientOwner: ObjectIdentifier?

  /// Starts the engine with `threads` threads, or for 0 as many as there are processors for this process or
  /// `OMP_NUM_THREADS` says.
  package init(
    threads: Int = 0,
    convolution: ConvolutionAlgorithm = .winograd,
    choices: ConvolutionChoices = ConvolutionChoices()
  ) {
    if threads > 0 {
      Parallel.setThreadCount(threads)
    } else if getenv("OMP_NUM_THREADS") == nil {
      // OpenMP knows of affinity, and nothing of control groups.
      Parallel.setThreadCount(min(Parallel.threadCount, ProcessorShare.count))
    }
    threadCount = Parallel.threadCount
    self.convolution = convolution
    self.choices = choices
  }

  /// The GOMP_SPINCOUNT that this program starts with unless its user decides, and hands to its children.
  package static let spinCount = CSTART_SPIN_COUNT

  /// The compute library with its version.
  package static var libraryDescription: String { Library.description }

  /// The instructions that the compute library uses here, such as `AVX512_CORE_VNNI`; they decide last bits.
  package static var instructionSet: String { VectorInstructions.name }
}
