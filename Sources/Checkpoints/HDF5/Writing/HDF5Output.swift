import Digests
import Files
import Foundation
import Tensors

/// The bytes of an HDF5 file on their way to the disk, digested as they pass.
final class HDF5Output {
  private let file: NewFile
  private let byteCount: Int
  private var hash = SHA256Hash()
  /// The bytes behind the user block so far.
  private var position = 0

  init(_ url: URL, byteCount: Int) throws(CheckpointError) {
    self.byteCount = byteCount
    do {
      file = try NewFile(url, byteCount: byteCount)
      try file.append([UInt8](repeating: 0, count: HDF5UserBlock.byteCount))
    } catch {
      throw CheckpointError(error)
    }
  }

  func append(_ bytes: [UInt8]) throws(CheckpointError) {
    let result: Result<Void, CheckpointError> = bytes.withUnsafeBytes { bytes in
      Result { () throws(CheckpointError) in try append(bytes) }
    }
    try result.get()
  }

  private func append(_ bytes: UnsafeRawBufferPointer) throws(CheckpointError) {
    do { try file.append(bytes) } catch { throw CheckpointError(error) }
    hash.update(bytes)
    position += bytes.count
  }

  /// Adds zeros up to a position behind the user block.
  func fill(to end: Int) throws(CheckpointError) {
    try append([UInt8](repeating: 0, count: end - position))
  }

  /// Adds the values of a dataset.
  func append(_ values: HDF5Values, _ heapAddresses: [UInt64]) throws(CheckpointError) {
    switch values.contents {
    case .floats(let tensor):
      let result: Result<Void, CheckpointError> = tensor.withUnsafeValues { floats in
        Result { () throws(CheckpointError) in try append(UnsafeRawBufferPointer(floats)) }
      }
      try result.get()
    case .room:
      do { try file.skip(values.byteCount) } catch { throw CheckpointError(error) }
      position += values.byteCount
    case .pieces(let body):
      try body { (piece) throws(CheckpointError) in try append(piece) }
    case .bytes, .texts:
      try append(HDF5Headers.bytes(of: values.contents, heapAddresses))
    }
  }

  /// Writes the user block and gives the file its name; a file that `changes` carries no digest.
  func finish(changes: Bool) throws(CheckpointError) {
    let digest = changes ? nil : hash.digestSoFar.description
    let block = HDF5UserBlock(fileByteCount: byteCount, digest: digest)
    do {
      try file.replace(block.bytes, at: 0)
      try file.commit(durably: true)
    } catch {
      throw CheckpointError(error)
    }
  }
}
