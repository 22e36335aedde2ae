/// The headers of objects, once it is known where everything lies.
///
/// Source: "HDF5 File Format Specification Version 3.0", chapter IV.A.1.b.
struct HDF5Headers {
  /// Of the headers, by their objects.
  var addresses: [ObjectIdentifier: UInt64] = [:]
  /// Of the datasets' values, by their objects.
  var valueAddresses: [ObjectIdentifier: UInt64] = [:]
  /// Of the heaps of texts.
  var heapAddresses: [UInt64] = []

  /// A header in one piece, with its checksum.
  func header(of node: HDF5Node) -> [UInt8] {
    var body = LittleEndianBytes()
    for (kind, message) in messages(of: node) {
      body.append(kind.rawValue)
      body.append(UInt16(message.count), as: UInt16.self)
      body.append(0)
      body.append(message)
    }
    var header = LittleEndianBytes()
    header.append(HDF5Signature.header)
    header.append(2, 2)
    header.append(UInt32(body.count), as: UInt32.self)
    header.append(body.bytes)
    header.append(HDF5Checksum.of(header.bytes), as: UInt32.self)
    return header.bytes
  }

  private func messages(of node: HDF5Node) -> [(HDF5Message, [UInt8])] {
    let own = node.values.map { dataset($0, at: valueAddresses[ObjectIdentifier(node)] ?? 0) }
    let links = node.sortedMembers.map { name, member in
      let address = addresses[ObjectIdentifier(member)] ?? 0
      return (HDF5Message.link, HDF5Message.link(name, to: address))
    }
    let attributes = node.attributes.map { name, values in
      let bytes = Self.bytes(of: values.contents, heapAddresses)
      return (
        HDF5Message.attribute, HDF5Message.attribute(name, values.element, values.extents, bytes)
      )
    }
    return (own ?? HDF5Message.group()) + links + attributes
  }

  private func dataset(_ values: HDF5Values, at address: UInt64) -> [(HDF5Message, [UInt8])] {
    [
      (.dataspace, HDF5Message.dataspace(values.extents)),
      (.datatype, values.element.message),
      (.fillValue, HDF5Message.undefinedFillValue),
      (.layout, HDF5Message.contiguous(at: address, byteCount: values.byteCount)),
    ]
  }

  /// The bytes of values that are small enough to lie in memory.
  static func bytes(of contents: HDF5Values.Contents, _ heapAddresses: [UInt64]) -> [UInt8] {
    switch contents {
    case .bytes(let bytes): bytes
    case .texts(let texts): texts.flatMap { HDF5Heaps.reference(to: $0, heapAddresses) }
    case .floats, .room, .pieces:
      preconditionFailure("values that are written from where they are")
    }
  }
}
