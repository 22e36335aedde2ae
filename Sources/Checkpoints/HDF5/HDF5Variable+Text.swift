import CHDF5
import Tensors

extension HDF5Variable {
  /// The texts, of variable or fixed length; they must be valid UTF-8.
  func texts(fileByteCount: Int) throws(CheckpointError) -> HDF5Array<String> {
    try require([H5T_STRING], "text")
    let shape = try shape(fileByteCount: fileByteCount)
    guard shape.count > 0 else { return HDF5Array(values: [], shape: shape) }
    let stored = try type()
    let isVariable = H5Tis_variable_str(stored.id)
    try place.check(isVariable, "has no readable type")
    let bytes =
      try isVariable > 0
      ? variableTexts(shape.count, set: H5Tget_cset(stored.id))
      : fixedTexts(shape.count, type: stored.id, fileByteCount: fileByteCount)
    var texts: [String] = []
    for bytes in bytes {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw place.error("holds text that is not UTF-8")
      }
      texts.append(text)
    }
    return HDF5Array(values: texts, shape: shape)
  }

  private func variableTexts(_ count: Int, set: H5T_cset_t) throws(CheckpointError) -> [[UInt8]] {
    // The library refuses to convert between ASCII and UTF-8, so the file's own set is asked for.
    let type = try HDF5Type.text(set: set, at: place)
    let space = try HDF5Handle(
      kind == .dataset ? H5Dget_space(handle.id) : H5Aget_space(handle.id),
      closing: H5Sclose,
      at: place,
      "has no readable shape"
    )
    var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    // The library allocates each text, and must free what it allocated even where reading fails.
    defer { H5Dvlen_reclaim(type.id, space.id, 0, &pointers) }
    try read(type.id, into: &pointers)
    return pointers.map { pointer in
      guard let pointer else { return [] }
      var bytes: [UInt8] = []
      var index = 0
      while pointer[index] != 0 {
        bytes.append(UInt8(bitPattern: pointer[index]))
        index += 1
      }
      return bytes
    }
  }

  private func fixedTexts(
    _ count: Int,
    type: hid_t,
    fileByteCount: Int
  ) throws(CheckpointError) -> [[UInt8]] {
    let length = H5Tget_size(type)
    let (byteCount, overflow) = length.multipliedReportingOverflow(by: count)
    guard !overflow, length > 0, byteCount <= 1100 * fileByteCount else {
      throw place.error("declares \(count) texts of \(length) bytes, more than its file can hold")
    }
    var buffer = [UInt8](repeating: 0, count: byteCount)
    try read(type, into: &buffer)
    let padding: UInt8 = H5Tget_strpad(type) == H5T_STR_SPACEPAD ? 0x20 : 0
    return (0..<count).map { index in
      var text = buffer[index * length..<(index + 1) * length]
      if padding == 0 {
        text = text.prefix { $0 != 0 }
      } else {
        while text.last == padding { text.removeLast() }
      }
      return Array(text)
    }
  }
}
