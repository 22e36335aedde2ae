import Foundation

/// Bytes of safetensors files, right and wrong.
enum SafeTensorsBytes {
  static func make(_ header: String, dataByteCount: Int = 0, declared: UInt64? = nil) -> Data {
    var bytes = Data()
    let length = declared ?? UInt64(header.utf8.count)
    withUnsafeBytes(of: length.littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: header.utf8)
    bytes.append(Data(count: dataByteCount))
    return bytes
  }
}
