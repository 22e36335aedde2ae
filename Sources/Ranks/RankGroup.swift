package import Tensors

/// The processes that train one network together, each with some shares of every batch.
///
/// All of them make the same calls in the same order; a call returns once the others have made theirs.
package protocol RankGroup: AnyObject, Sendable {
  /// This process's number, from 0.
  var rank: Int { get }
  /// A power of two.
  var count: Int { get }
  /// Whether slices may be exchanged on a thread of their own while this one computes.
  var exchangesBesideWork: Bool { get }

  /// Sends every rank its slice of `values`, and receives all ranks' values of this rank's own slice.
  ///
  /// `received` gets those of the others, in the order of ranks, one behind the other.
  func scatter(
    _ values: UnsafeMutablePointer<Float>,
    count: Int,
    received: UnsafeMutablePointer<Float>
  )

  /// Sends every rank this rank's slice of `values`, and receives theirs in its place.
  func collect(_ values: UnsafeMutablePointer<Float>, count: Int)

  /// The largest of the ranks' values.
  func maximum(_ value: Int) -> Int

  /// The bytes that rank `first` has, on all ranks.
  func broadcast(_ bytes: [UInt8], from first: Int) -> [UInt8]

  /// Replaces the values by those that rank 0 has.
  func broadcast(_ values: UnsafeMutableBufferPointer<Float>)

  /// The ranks' numbers, as many of each rank, in the order of ranks.
  func gather(_ numbers: [Double]) -> [Double]

  /// The tensors [any shape] of those ranks that have one, in the order of ranks, on rank 0; none elsewhere.
  func gather(_ tensor: Tensor?) -> [Tensor]

  /// What a person sees of an error, and the exit code that it ends in.
  func describe(_ error: any Error) -> (message: String, code: Int32)

  /// What MPI's own sum does, for measurements; its bits depend on library and ranks.
  func librarySum(_ values: UnsafeMutablePointer<Float>, count: Int)

  /// Takes this process out of the group before it ends with an exit code.
  ///
  /// With a code other than 0 the others, which may know nothing of what has happened, are waited for no longer
  /// than some seconds; then `complaining` is called, and they are ended.
  func leave(code: Int32, complaining: () -> Void)
}

extension RankGroup {
  /// Whether this is the process that writes what the group leaves behind.
  package var isFirst: Bool { rank == 0 }

  /// Whether there is no other process.
  package var isAlone: Bool { count == 1 }

  /// The part of `count` values that a rank adds up for all; parts begin at whole cache lines.
  package func slice(of count: Int, rank: Int) -> Range<Int> {
    let lines = (count + 15) / 16
    return min(
      lines * rank / self.count * 16,
      count
    )..<min(
      lines * (rank + 1) / self.count * 16,
      count
    )
  }

  /// Replaces a tensor [any shape] by the one of the same shape that rank 0 has.
  package func broadcast(_ tensor: inout Tensor) {
    if isAlone { return }
    tensor.withUnsafeMutableValues { broadcast($0) }
  }
}

/// A process that trains alone.
package final class Solo: RankGroup {
  package init() {}

  package var rank: Int { 0 }
  package var count: Int { 1 }
  package var exchangesBesideWork: Bool { false }

  package func scatter(
    _ values: UnsafeMutablePointer<Float>,
    count: Int,
    received: UnsafeMutablePointer<Float>
  ) {}
  package func collect(_ values: UnsafeMutablePointer<Float>, count: Int) {}
  package func maximum(_ value: Int) -> Int { value }
  package func broadcast(_ bytes: [UInt8], from first: Int) -> [UInt8] { bytes }
  package func broadcast(_ values: UnsafeMutableBufferPointer<Float>) {}
  package func gather(_ numbers: [Double]) -> [Double] { numbers }
  package func gather(_ tensor: Tensor?) -> [Tensor] { tensor.map { [$0] } ?? [] }
  package func describe(_ error: any Error) -> (message: String, code: Int32) { ("\(error)", 1) }
  package func librarySum(_ values: UnsafeMutablePointer<Float>, count: Int) {}
  package func leave(code: Int32, complaining: () -> Void) {}
}
