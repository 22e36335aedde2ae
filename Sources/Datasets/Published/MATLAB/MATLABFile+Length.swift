import Foundation

extension MATLABFile {
  /// Whether a file of MATLAB 5 to 7 ends inside one of its variables, which libmatio lets pass.
  ///
  /// Source: "MAT-File Format", MathWorks: 128 bytes of header that end in the byte order, then
  /// elements of a type and a length of 32 bits each.
  static func endsEarly(_ bytes: Data) -> Bool {
    let bytes = [UInt8](bytes)
    guard bytes.count >= 128 else { return true }
    let isLittleEndian = bytes[126] == UInt8(ascii: "I")
    var position = 128
    while position < bytes.count {
      guard position + 8 <= bytes.count else { return true }
      let digits = bytes[position + 4..<position + 8]
      let length = (isLittleEndian ? digits.reversed() : Array(digits)).reduce(0) {
        $0 << 8 | Int($1)
      }
      position += 8 + length
    }
    return position > bytes.count
  }

  /// Whether a file is of MATLAB 7.3, which is HDF5 after a header; libhdf5 notices missing ends.
  static func isHDF5(_ bytes: Data) -> Bool {
    bytes.dropFirst(512).starts(with: [0x89, 0x48, 0x44, 0x46])
      || bytes.starts(with: [0x89, 0x48, 0x44, 0x46])
  }
}
