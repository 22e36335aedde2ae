import CHDF5

extension HDF5Variable {
  /// The texts, of variable or fixed length.
  func texts(_ count: Int, fileByteCount: Int) throws(CheckpointError) -> [[UInt8]] {
    guard count > 0 else { return [] }
    let stored = try type()
    let isVariable = H5Tis_variable_str(stored.id)
    try place.check(isVariable, "has no readable type")
    return try isVariable > 0
      ? variableTexts(count, set: H5Tget_cset(stored.id))
      : fixedTexts(count, type: stored.id, fileByteCount: fileByteCount)
  }

  private func variableTexts(_ count: Int, set: H5T_cset_t) throws(CheckpointError) -> [[UInt8]] {
    // The library refuses to convert between ASCII and UTF-8, so the file's own set is asked for.
    let type = try HDF5Type.text(set: set, at: place)
    let space = try space()
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
    guard !overflow, length > 0,
      byteCount <= HDF5Contents.copyLimit(fileByteCount: fileByteCount)
    else {
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
