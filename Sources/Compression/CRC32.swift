import CZlib
package import Foundation

/// The checksum of zip archives and PNG pictures.
package enum CRC32 {
  /// The checksum of some bytes; 0 for none.
  package static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.withUnsafeBufferPointer {
      $0.isEmpty ? 0 : UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count))
    }
  }

  /// The checksum of some bytes; 0 for none.
  package static func checksum(_ bytes: Data) -> UInt32 {
    guard !bytes.isEmpty else { return 0 }
    return bytes.withUnsafeBytes { raw in
      UInt32(truncatingIfNeeded: crc32_z(0, raw.bindMemory(to: UInt8.self).baseAddress, raw.count))
    }
  }
}
