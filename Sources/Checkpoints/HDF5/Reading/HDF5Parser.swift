import Tensors

/// Reads the structure of the files that this program writes, every length and address checked.
///
/// It knows what ``HDF5Layout`` makes and nothing else of the format.
struct HDF5Parser {
  private let source: HDF5Source
  private let place: HDF5Place
  private(set) var contents = HDF5Contents()
  /// The values of attributes and the texts.
  private(set) var copies: [UInt8] = []
  private var addresses: Set<Int> = []
  private var objectCount = 0
  /// The bytes that headers, heaps and values may still take of the file.
  private var restCount: Int
  private var heaps: [Int: [UInt32: [UInt8]]] = [:]

  /// Reads a file with a user block.
  ///
  /// - Throws: ``CheckpointError`` for whatever is not as this program writes it.
  init(_ source: HDF5Source) throws(CheckpointError) {
    (self.source, place, restCount) = (source, source.place, source.byteCount)
    var cursor = ByteCursor(try bytes(48, at: 0)[...])
    guard let block = cursor.take(44), let checksum = cursor.number(UInt32.self),
      checksum == HDF5Checksum.of(block), block.starts(with: HDF5Signature.superblock)
    else { throw place.damaged("its superblock is not whole") }
    var rest = ByteCursor(block.dropFirst(36))
    guard let root = rest.size() else { throw place.damaged("its superblock is not whole") }
    _ = try object(at: root, path: "/", depth: 0)
  }

  /// Bytes that nothing else has taken; the address counts from the end of the user block.
  private mutating func bytes(_ count: Int, at address: Int) throws(CheckpointError) -> [UInt8] {
    try take(count)
    let (offset, overflow) = address.addingReportingOverflow(HDF5UserBlock.byteCount)
    guard !overflow else { throw place.damaged("it ends too early") }
    return try source.read(count, at: offset)
  }

  private mutating func take(_ count: Int) throws(CheckpointError) {
    guard count >= 0, count <= restCount else { throw place.damaged("its parts overlap") }
    restCount -= count
  }

  private mutating func note(_ path: String) throws(CheckpointError) {
    objectCount += 1
    guard objectCount <= HDF5Contents.countLimit, path.utf8.count <= HDF5Contents.pathLimit else {
      throw place.damaged("it has more or deeper objects than any file of this program")
    }
  }

  // MARK: - Objects

  private mutating func object(
    at address: Int,
    path: String,
    depth: Int
  ) throws(CheckpointError) {
    try note(path)
    guard depth <= HDF5Contents.depthLimit, addresses.insert(address).inserted else {
      throw place.damaged("'\(path)' is linked more than once")
    }
    let header = try header(at: address, path)
    var object = HDF5Object(kind: .group([]))
    for values in header.attributes {
      try note(path)
      guard object.attributes.updateValue(values.stored, forKey: values.name) == nil else {
        throw place.damaged("'\(path)' has two attributes '\(values.name)'")
      }
    }
    if let dataset = header.dataset {
      object.kind = .dataset(dataset)
    } else {
      object.kind = .group(header.links.map(\.name).sorted())
    }
    contents.objects[path] = object
    for link in header.links {
      let member = path == "/" ? "/\(link.name)" : "\(path)/\(link.name)"
      guard contents.objects[member] == nil else {
        throw place.damaged("there are two '\(member)'")
      }
      try self.object(at: link.address, path: member, depth: depth + 1)
    }
  }

  /// What an object's header says.
  private struct Header {
    var links: [(name: String, address: Int)] = []
    var attributes: [(name: String, stored: HDF5Stored)] = []
    var dataset: HDF5Stored?
  }

  private mutating func header(
    at address: Int,
    _ path: String
  ) throws(CheckpointError) -> Header {
    let damage = place.damaged("the header of '\(path)' is not whole")
    let start = try bytes(10, at: address)
    var cursor = ByteCursor(start[6...])
    guard start.starts(with: HDF5Signature.header + [2, 2]),
      let size = cursor.number(UInt32.self)
    else { throw damage }
    let body = try bytes(Int(size) + 4, at: address + 10)
    let messages = body.dropLast(4)
    var end = ByteCursor(body.suffix(4))
    guard end.number(UInt32.self) == HDF5Checksum.of(start + messages) else { throw damage }

    var (header, rest) = (Header(), ByteCursor(messages))
    var found: [HDF5Message: ArraySlice<UInt8>] = [:]
    while rest.restCount > 0 {
      guard let kind = rest.number(UInt8.self).flatMap({ HDF5Message(rawValue: $0) }),
        let count = rest.number(UInt16.self), rest.number(UInt8.self) == 0,
        let message = rest.take(Int(count))
      else { throw damage }
      switch kind {
      case .link:
        guard let link = Self.link(message) else { throw damage }
        header.links.append(link)
      case .attribute:
        header.attributes.append(try attribute(message, damage))
      default: found[kind] = message
      }
    }
    if let layout = found[.layout] {
      guard header.links.isEmpty, let type = found[.datatype], let space = found[.dataspace] else {
        throw damage
      }
      header.dataset = try dataset(layout, type, space, damage)
    }
    return header
  }

  private static func link(_ message: ArraySlice<UInt8>) -> (name: String, address: Int)? {
    var cursor = ByteCursor(message)
    guard cursor.take(3).map({ Array($0) }) == [1, 0x11, 1],
      let count = cursor.number(UInt16.self), let bytes = cursor.take(Int(count)),
      let name = String(validating: bytes, as: UTF8.self), !name.isEmpty, !name.contains("/"),
      let address = cursor.size(), address <= Int.max - 1 << 32
    else { return nil }
    return (name, address)
  }

  // MARK: - Values

  private static func element(_ message: ArraySlice<UInt8>) -> HDF5Element? {
    HDF5Element.allCases.first { $0.message.elementsEqual(message) }
  }

  /// The extents, and the bytes of values that have them; nil where there are none such.
  private static func extents(
    _ message: ArraySlice<UInt8>,
    _ element: HDF5Element
  ) -> (extents: [Int], byteCount: Int)? {
    var cursor = ByteCursor(message)
    guard let head = cursor.take(4).map({ Array($0) }), head[0] == 2, head[1] <= 32, head[2] == 0,
      head[3] == (head[1] == 0 ? 0 : 1)
    else { return nil }
    var extents: [Int] = []
    for _ in 0..<head[1] {
      guard let extent = cursor.size() else { return nil }
      extents.append(extent)
    }
    return CheckedSize.product([element.byteCount] + extents).map { (extents, $0) }
  }

  private mutating func dataset(
    _ layout: ArraySlice<UInt8>,
    _ type: ArraySlice<UInt8>,
    _ space: ArraySlice<UInt8>,
    _ damage: CheckpointError
  ) throws(CheckpointError) -> HDF5Stored {
    var cursor = ByteCursor(layout)
    guard let element = Self.element(type), let (extents, byteCount) = Self.extents(space, element),
      cursor.take(2).map({ Array($0) }) == [3, 1], let address = cursor.number(UInt64.self),
      cursor.size() == byteCount
    else { throw damage }
    guard byteCount > 0 else {
      return HDF5Stored(element: element, extents: extents, place: .copy(offset: 0, byteCount: 0))
    }
    guard let address = Int(exactly: address), byteCount <= source.byteCount,
      address <= source.byteCount - byteCount - HDF5UserBlock.byteCount
    else { throw damage }
    if element == .text {
      return try texts(bytes(byteCount, at: address)[...], extents, damage)
    }
    try take(byteCount)
    let offset = address + HDF5UserBlock.byteCount
    return HDF5Stored(element: element, extents: extents, place: .file(offset))
  }

  private mutating func attribute(
    _ message: ArraySlice<UInt8>,
    _ damage: CheckpointError
  ) throws(CheckpointError) -> (name: String, stored: HDF5Stored) {
    var cursor = ByteCursor(message)
    guard cursor.take(2).map({ Array($0) }) == [3, 0], let nameSize = cursor.number(UInt16.self),
      let typeSize = cursor.number(UInt16.self), let spaceSize = cursor.number(UInt16.self),
      cursor.number(UInt8.self) == 1, let nameBytes = cursor.take(Int(nameSize)),
      nameBytes.last == 0, let name = String(validating: nameBytes.dropLast(), as: UTF8.self),
      let type = cursor.take(Int(typeSize)), let space = cursor.take(Int(spaceSize)),
      let element = Self.element(type), let (extents, byteCount) = Self.extents(space, element),
      byteCount == cursor.restCount, let values = cursor.take(byteCount)
    else { throw damage }
    if element == .text { return (name, try texts(values, extents, damage)) }
    defer { copies += values }
    return (
      name,
      HDF5Stored(
        element: element,
        extents: extents,
        place: .copy(offset: copies.count, byteCount: byteCount)
      )
    )
  }

  // MARK: - Texts

  /// Copies the texts that references lead to.
  private mutating func texts(
    _ references: ArraySlice<UInt8>,
    _ extents: [Int],
    _ damage: CheckpointError
  ) throws(CheckpointError) -> HDF5Stored {
    let start = copies.count
    var cursor = ByteCursor(references)
    while cursor.restCount > 0 {
      guard let length = cursor.number(UInt32.self), let address = cursor.size(),
        let index = cursor.number(UInt32.self)
      else { throw damage }
      let text = length == 0 ? [] : try heap(at: address, damage)[index]
      guard let text, text.count == Int(length) else { throw damage }
      guard
        copies.count + text.count < HDF5Contents.copyLimit(fileByteCount: source.byteCount)
      else { throw place.damaged("its texts are longer than the file") }
      withUnsafeBytes(of: length.littleEndian) { copies += $0 }
      copies += text
    }
    return HDF5Stored(
      element: .text,
      extents: extents,
      place: .copy(offset: start, byteCount: copies.count - start)
    )
  }

  /// The texts of a heap by their indices.
  private mutating func heap(
    at address: Int,
    _ damage: CheckpointError
  ) throws(CheckpointError) -> [UInt32: [UInt8]] {
    if let heap = heaps[address] { return heap }
    let start = try bytes(16, at: address)
    var cursor = ByteCursor(start[8...])
    guard start.starts(with: HDF5Signature.heap + [1]), let size = cursor.size(), size >= 16 else {
      throw damage
    }
    var heap: [UInt32: [UInt8]] = [:]
    var rest = ByteCursor(try bytes(size - 16, at: address + 16)[...])
    while rest.restCount >= 16 {
      guard let index = rest.number(UInt16.self), rest.take(6) != nil, let count = rest.size()
      else { throw damage }
      if index == 0 { break }
      guard let text = rest.take(count), rest.take((8 - count % 8) % 8) != nil else { throw damage }
      heap[UInt32(index)] = Array(text)
    }
    heaps[address] = heap
    return heap
  }
}
