import Foundation
import Tensors

/// The ways in which foreign files keep floating-point numbers; all little-endian.
enum FloatFormat {
  case float16, bfloat16, float32, float64

  var byteCount: Int {
    switch self {
    case .float16, .bfloat16: 2
    case .float32: 4
    case .float64: 8
    }
  }

  /// The numbers rounded to floats; `bytes` are as many as the shape needs.
  func tensor(_ bytes: Data, shape: Shape) -> Tensor {
    precondition(bytes.count == shape.count * byteCount, "\(bytes.count) bytes for \(shape)")
    return bytes.withUnsafeBytes { raw in
      Tensor(shape: shape) { values in
        func fill<Bits: FixedWidthInteger & BitwiseCopyable>(_ number: (Bits) -> Float) {
          for index in values.indices {
            let offset = index * MemoryLayout<Bits>.size
            let bits = raw.loadUnaligned(fromByteOffset: offset, as: Bits.self)
            values[index] = number(Bits(littleEndian: bits))
          }
        }
        switch self {
        case .float16: fill { (bits: UInt16) in Float(Float16(bitPattern: bits)) }
        case .bfloat16: fill { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
        case .float32: fill { (bits: UInt32) in Float(bitPattern: bits) }
        case .float64: fill { (bits: UInt64) in Float(Double(bitPattern: bits)) }
        }
      }
    }
  }
}
