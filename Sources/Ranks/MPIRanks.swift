#if MPI
import CMPI
import Foundation
package import Tensors

/// The ranks of an MPI job: the only place that calls MPI.
///
/// Values only travel through it; whatever is added is added by our own loops. Calls wait without
/// holding a processor that another rank could use.
package final class MPIRanks: RankGroup, @unchecked Sendable {
  // Sendable: the handles are numbers or addresses, and calls are made one at a time.

  package let rank: Int
  package let count: Int
  package let exchangesBesideWork: Bool
  private let describing: @Sendable (any Error) -> (message: String, code: Int32)
  private let work: cmpi_communicator
  private let leaving: cmpi_communicator

  /// The library that the program was built with.
  package static var library: String {
    #if OPENMPI
    "Open MPI"
    #else
    "MPICH"
    #endif
  }

  init(describing: @escaping @Sendable (any Error) -> (message: String, code: Int32)) {
    self.describing = describing
    var (rank, count): (Int32, Int32) = (0, 1)
    exchangesBesideWork = cmpi_start(&rank, &count) != 0
    (self.rank, self.count) = (Int(rank), Int(count))
    (work, leaving) = (cmpi_duplicate(), cmpi_duplicate())
  }

  // MARK: - Slices

  package func scatter(
    _ values: UnsafeMutablePointer<Float>,
    count: Int,
    received: UnsafeMutablePointer<Float>
  ) {
    let own = slice(of: count, rank: rank)
    exchange(
      sending: { values + self.slice(of: count, rank: $0).lowerBound },
      { self.slice(of: count, rank: $0).count },
      receiving: { received + ($0 < self.rank ? $0 : $0 - 1) * own.count },
      { _ in own.count }
    )
  }

  package func collect(_ values: UnsafeMutablePointer<Float>, count: Int) {
    let own = slice(of: count, rank: rank)
    exchange(
      sending: { _ in values + own.lowerBound },
      { _ in own.count },
      receiving: { values + self.slice(of: count, rank: $0).lowerBound },
      { self.slice(of: count, rank: $0).count }
    )
  }

  /// Sends some floats to every other rank and receives some of each.
  private func exchange(
    sending source: (Int) -> UnsafeMutablePointer<Float>,
    _ sentCount: (Int) -> Int,
    receiving target: (Int) -> UnsafeMutablePointer<Float>,
    _ receivedCount: (Int) -> Int
  ) {
    var requests: [cmpi_request] = []
    for other in 0..<count where other != rank {
      requests += pieces(receivedCount(other)).map {
        cmpi_receive(target(other) + $0.lowerBound, Int32($0.count * 4), Int32(other), work)
      }
    }
    // Each begins with its neighbour, so that not all send to one at the same time.
    for step in 1..<max(count, 1) {
      let other = (rank + step) % count
      requests += pieces(sentCount(other)).map {
        cmpi_send(source(other) + $0.lowerBound, Int32($0.count * 4), Int32(other), work)
      }
    }
    for index in requests.indices { finish(&requests[index]) }
  }

  /// Ranges of so many values that one message can hold.
  private func pieces(_ count: Int) -> [Range<Int>] {
    let most = 1 << 28
    return stride(from: 0, to: count, by: most).map { $0..<min($0 + most, count) }
  }

  package func librarySum(_ values: UnsafeMutablePointer<Float>, count: Int) {
    cmpi_sum(values, Int32(count), work)
  }

  // MARK: - Words

  package func maximum(_ value: Int) -> Int {
    var value = Int64(value)
    withUnsafeMutablePointer(to: &value) { wait(for: cmpi_maximum($0, 1, work)) }
    return Int(value)
  }

  package func gather(_ numbers: [Double]) -> [Double] {
    var all = [Double](repeating: 0, count: numbers.count * count)
    numbers.withUnsafeBytes { own in
      all.withUnsafeMutableBytes { every in
        wait(for: cmpi_gather(own.baseAddress, every.baseAddress, Int32(own.count), work))
      }
    }
    return all
  }

  package func broadcast(_ bytes: [UInt8], from first: Int) -> [UInt8] {
    let size = maximum(rank == first ? bytes.count : 0)
    var bytes = rank == first ? bytes : [UInt8](repeating: 0, count: size)
    bytes.withUnsafeMutableBytes { broadcast($0, from: first) }
    return bytes
  }

  package func broadcast(_ values: UnsafeMutableBufferPointer<Float>) {
    // Long waits are for this word, which no transfer is behind yet.
    _ = maximum(0)
    broadcast(UnsafeMutableRawBufferPointer(values), from: 0)
  }

  private func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from first: Int) {
    guard let base = bytes.baseAddress else { return }
    for piece in pieces(bytes.count) {
      var request = cmpi_broadcast(
        base + piece.lowerBound,
        Int32(piece.count),
        Int32(first),
        work
      )
      finish(&request)
    }
  }

  // MARK: - Tensors

  package func gather(_ tensor: Tensor?) -> [Tensor] {
    let rows = gather(shapeRow(tensor))
    guard isFirst else {
      if let tensor, tensor.count > 0 { send(tensor) }
      return []
    }
    var all: [Tensor] = []
    for other in 0..<count {
      let row = rows[(other * Self.rowLength)...].prefix(Self.rowLength).map { Int($0) }
      if other == rank, let tensor { all.append(tensor) }
      if other == rank || row[0] == 0 { continue }
      all.append(receive(Shape(Array(row[1...row[0]])), from: other))
    }
    return all
  }

  /// The number of a tensor's dimensions, 0 without one, and the dimensions.
  private func shapeRow(_ tensor: Tensor?) -> [Double] {
    var row = [Double](repeating: 0, count: Self.rowLength)
    let dimensions = tensor?.shape.dimensions ?? []
    precondition(dimensions.count < Self.rowLength, "a tensor of \(dimensions.count) dimensions")
    row[0] = Double(dimensions.count)
    for (index, dimension) in dimensions.enumerated() { row[index + 1] = Double(dimension) }
    return row
  }

  private static let rowLength = 9

  private func send(_ tensor: Tensor) {
    tensor.withUnsafeValues { values in
      guard let base = values.baseAddress else { return }
      var requests = pieces(values.count).map {
        cmpi_send(base + $0.lowerBound, Int32($0.count * 4), 0, work)
      }
      for index in requests.indices { finish(&requests[index]) }
    }
  }

  private func receive(_ shape: Shape, from other: Int) -> Tensor {
    Tensor(shape: shape) { values in
      guard let base = values.baseAddress else { return }
      var requests = pieces(values.count).map {
        cmpi_receive(base + $0.lowerBound, Int32($0.count * 4), Int32(other), work)
      }
      for index in requests.indices { finish(&requests[index]) }
    }
  }

  // MARK: - Waiting

  /// Waits for the end of a transfer, which goes on only while it is asked for.
  private func finish(_ request: inout cmpi_request) {
    while cmpi_is_done(&request) == 0 { sched_yield() }
  }

  /// Waits for the other ranks, which may be at work for long.
  private func wait(for request: cmpi_request) {
    var request = request
    for _ in 0..<2_000 {
      if cmpi_is_done(&request) != 0 { return }
      sched_yield()
    }
    while cmpi_is_done(&request) == 0 { usleep(200) }
  }

  // MARK: - The end

  package func describe(_ error: any Error) -> (message: String, code: Int32) {
    describing(error)
  }

  package func leave(code: Int32, complaining: () -> Void) {
    var request = cmpi_barrier(leaving)
    let end = ContinuousClock.now + .seconds(Self.patience)
    while cmpi_is_done(&request) == 0 {
      if code != 0, ContinuousClock.now > end {
        complaining()
        cmpi_abort(code)
      }
      usleep(1_000)
    }
    cmpi_finish()
  }

  /// How long a failed rank waits for the others, in seconds.
  private static let patience = 3
}
#endif
