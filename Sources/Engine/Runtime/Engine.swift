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
  package let precision: Precision
  /// What `ConvolutionAlgorithm.fastest` chose.
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
    precision: Precision = .float32,
    choices: ConvolutionChoices = ConvolutionChoices()
  ) {
    if threads > 0 {
      Parallel.setThreadCount(threads)
    } else if getenv("OMP_NUM_THREADS") == nil {
      // OpenMP knows of affinity, and nothing of control groups.
      Parallel.setThreadCount(min(Parallel.threadCount, ProcessorShare.count))
    }
    threadCount = Parallel.threadCount
    precondition(
      precision == .float32 || Self.computesBFloat16,
      "bfloat16 on a processor without its instructions"
    )
    (self.convolution, self.precision) = (convolution, precision)
    self.choices = choices
  }

  /// The GOMP_SPINCOUNT that this program starts with unless its user decides, and hands to its children.
  package static let spinCount = CSTART_SPIN_COUNT

  /// The compute library with its version.
  package static var libraryDescription: String { Library.description }

  /// Whether this processor has instructions for bfloat16 that the compute library uses.
  package static var computesBFloat16: Bool { VectorInstructions.hasBFloat16 }

  /// The instructions that the compute library uses here, such as `AVX512_CORE_VNNI`; they decide last bits.
  package static var instructionSet: String { VectorInstructions.name }
}
