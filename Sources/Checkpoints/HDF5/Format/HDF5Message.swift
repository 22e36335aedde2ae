/// The kinds of messages in an object's header that this program writes, and their encodings.
///
/// Source: "HDF5 File Format Specification Version 3.0", chapter IV.A.2.
enum HDF5Message: UInt8 {
  case dataspace = 1
  case linkInfo = 2
  case datatype = 3
  case fillValue = 5
  case link = 6
  case layout = 8
  case groupInfo = 10
  case attribute = 12

  /// The most bytes of a message.
  static let sizeLimit = Int(UInt16.max)
  /// The address of what is not there.
  static let nowhere = UInt64.max

  /// The extents; none are those of a single value.
  static func dataspace(_ extents: [Int]) -> [UInt8] {
    var message = LittleEndianBytes()
    message.append(2, UInt8(extents.count), 0, extents.isEmpty ? 0 : 1)
    for extent in extents { message.append(UInt64(extent), as: UInt64.self) }
    return message.bytes
  }

  /// Values without a default, whose room is taken from the beginning.
  static let undefinedFillValue: [UInt8] = [2, 1, 1, 0]

  /// Values in one piece; `address` is relative to the end of the user block.
  static func contiguous(at address: UInt64, byteCount: Int) -> [UInt8] {
    var message = LittleEndianBytes()
    message.append(3, 1)
    message.append(byteCount == 0 ? nowhere : address, as: UInt64.self)
    message.append(UInt64(byteCount), as: UInt64.self)
    return message.bytes
  }

  /// What makes an object a group whose links all lie in its header.
  static func group() -> [(HDF5Message, [UInt8])] {
    [(.linkInfo, [0, 0] + [UInt8](repeating: 0xFF, count: 16)), (.groupInfo, [0, 0])]
  }

  /// A hard link with a name in UTF-8.
  static func link(_ name: String, to address: UInt64) -> [UInt8] {
    var message = LittleEndianBytes()
    message.append(1, 0x11, 1)
    message.append(UInt16(name.utf8.count), as: UInt16.self)
    message.append(text: name)
    message.append(address, as: UInt64.self)
    return message.bytes
  }

  static func attribute(
    _ name: String,
    _ element: HDF5Element,
    _ extents: [Int],
    _ values: [UInt8]
  ) -> [UInt8] {
    let (type, space) = (element.message, dataspace(extents))
    var message = LittleEndianBytes()
    message.append(3, 0)
    for count in [name.utf8.count + 1, type.count, space.count] {
      message.append(UInt16(count), as: UInt16.self)
    }
    message.append(1)
    message.append(text: name)
    message.append(0)
    message.append(type + space + values)
    return message.bytes
  }
}
