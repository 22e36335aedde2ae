/// The texts of a file, which lie in global heaps and are referred to by their addresses.
///
/// Source: "HDF5 File Format Specification Version 3.0", chapter III.E.
struct HDF5Heaps {
  /// Where a text lies: in which heap, under which index.
  struct Position {
    let heap: Int
    let index: UInt32
    let length: Int
  }

  private var heaps: [LittleEndianBytes] = []
  private var objectCount = 0

  private static let headerSize = 16
  /// A heap takes texts until it has so many bytes.
  private static let fullSize = 1 << 16
  /// The library takes a smaller heap for a damaged one.
  private static let smallestSize = 4096

  /// Adds a text; nil for an empty one, which needs no place.
  mutating func add(_ text: String) -> Position? {
    guard !text.isEmpty else { return nil }
    if heaps.isEmpty || heaps[heaps.count - 1].count >= Self.fullSize {
      heaps.append(LittleEndianBytes())
      objectCount = 0
    }
    objectCount += 1
    let (heap, length) = (heaps.count - 1, text.utf8.count)
    heaps[heap].append(UInt16(objectCount), as: UInt16.self)
    heaps[heap].append(1, 0, 0, 0, 0, 0)
    heaps[heap].append(UInt64(length), as: UInt64.self)
    heaps[heap].append(text: text)
    heaps[heap].pad(to: 8)
    return Position(heap: heap, index: UInt32(objectCount), length: length)
  }

  /// The finished heaps, each a multiple of eight bytes long.
  var collections: [[UInt8]] {
    heaps.map { heap in
      let size = max(Self.smallestSize, Self.headerSize + heap.count + Self.headerSize)
      var collection = LittleEndianBytes()
      collection.append(text: "GCOL")
      collection.append(1, 0, 0, 0)
      collection.append(UInt64(size), as: UInt64.self)
      collection.append(heap.bytes)
      // The object of index 0 is the room that is left.
      let rest = size - collection.count
      collection.append(0, 0, 0, 0, 0, 0, 0, 0)
      collection.append(UInt64(rest), as: UInt64.self)
      collection.fill(to: size)
      return collection.bytes
    }
  }

  /// A reference to a text, with the heaps' addresses.
  static func reference(to position: Position?, _ addresses: [UInt64]) -> [UInt8] {
    var reference = LittleEndianBytes()
    reference.append(UInt32(position?.length ?? 0), as: UInt32.self)
    reference.append(position.map { addresses[$0.heap] } ?? 0, as: UInt64.self)
    reference.append(position?.index ?? 0, as: UInt32.self)
    return reference.bytes
  }
}
