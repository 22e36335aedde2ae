/// Where everything of a file in the making lies, and the bytes of all but the datasets' values.
///
/// The superblock is followed by the objects' headers, the texts, and the datasets' values. Addresses
/// count from the end of the user block.
struct HDF5Layout {
  /// Superblock, headers and texts.
  let front: [UInt8]
  /// The datasets' values with their addresses, in order; zeros fill the gaps between them.
  let datasets: [(address: Int, values: HDF5Values)]
  /// The addresses of the heaps of texts.
  let heapAddresses: [UInt64]
  /// The bytes of all, without the user block.
  let byteCount: Int

  private static let superblockSize = 48

  init(_ root: HDF5Node, texts: HDF5Heaps) {
    let nodes = Self.nodes(from: root)
    let heaps = texts.collections
    var headers = HDF5Headers()
    // Headers have the same length whatever the addresses in them.
    headers.heapAddresses = heaps.map { _ in 0 }
    let sizes = nodes.map { headers.header(of: $0).count }

    var next = Self.superblockSize
    for (node, size) in zip(nodes, sizes) {
      headers.addresses[ObjectIdentifier(node)] = UInt64(next)
      next += Self.whole(size)
    }
    headers.heapAddresses = heaps.map { heap in
      defer { next += heap.count }
      return UInt64(next)
    }
    var datasets: [(address: Int, values: HDF5Values)] = []
    for node in nodes {
      guard let values = node.values else { continue }
      headers.valueAddresses[ObjectIdentifier(node)] = UInt64(next)
      datasets.append((next, values))
      next += Self.whole(values.byteCount)
    }

    var front = LittleEndianBytes()
    front.append(Self.superblock(root: headers.addresses[ObjectIdentifier(root)] ?? 0, next))
    for node in nodes {
      front.append(headers.header(of: node))
      front.pad(to: 8)
    }
    for heap in heaps { front.append(heap) }
    (self.front, self.datasets, byteCount) = (front.bytes, datasets, next)
    heapAddresses = headers.heapAddresses
  }

  /// All objects, each before its members.
  private static func nodes(from node: HDF5Node) -> [HDF5Node] {
    [node] + node.sortedMembers.flatMap { nodes(from: $0.node) }
  }

  /// The next multiple of eight.
  private static func whole(_ count: Int) -> Int { (count + 7) / 8 * 8 }

  /// Source: "HDF5 File Format Specification Version 3.0", chapter II.A, version 2.
  private static func superblock(root: UInt64, _ byteCount: Int) -> [UInt8] {
    let base = HDF5UserBlock.byteCount
    var block = LittleEndianBytes()
    block.append(HDF5Signature.superblock)
    block.append(2, 8, 8, 0)
    block.append(UInt64(base), as: UInt64.self)
    block.append(HDF5Message.nowhere, as: UInt64.self)
    block.append(UInt64(base + byteCount), as: UInt64.self)
    block.append(root, as: UInt64.self)
    block.append(HDF5Checksum.of(block.bytes), as: UInt32.self)
    return block.bytes
  }
}

/// What parts of a file begin with.
enum HDF5Signature {
  static let superblock: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  static let header = Array("OHDR".utf8)
  static let heap = Array("GCOL".utf8)
}
