import Digests
import Files
package import Foundation

/// An HDF5 file in the making; equal contents written in equal order give equal bytes.
///
/// Objects carry no times. Groups on the way to an object are made on demand. The file is laid out here,
/// not by the C library: its length is known before its first byte is written, and a disk without room is
/// an error like any other.
package struct HDF5Writer: ~Copyable {
  private final class State {
    let root = HDF5Node()
    var texts = HDF5Heaps()
  }

  private let state = State()
  private let path: String

  private init(_ url: URL) { path = url.path }

  /// Writes a file: all of it or, where anything fails, none of it.
  ///
  /// `body` says what the file holds. It grows beside its final name, is flushed to the disk and renamed;
  /// an earlier file of that name stays until that moment. `changes` tells that it will be changed in
  /// place, so that it carries no digest.
  package static func write(
    to url: URL,
    changes: Bool = false,
    _ body: (borrowing HDF5Writer) throws(CheckpointError) -> Void
  ) throws(CheckpointError) {
    let writer = HDF5Writer(url)
    try body(writer)
    try writer.write(to: url, changes: changes)
  }

  private func write(to url: URL, changes: Bool) throws(CheckpointError) {
    let layout = HDF5Layout(state.root, texts: state.texts)
    let byteCount = HDF5UserBlock.byteCount + layout.byteCount
    let file = try HDF5Output(url, byteCount: byteCount)
    try file.append(layout.front)
    for (address, values) in layout.datasets {
      try file.fill(to: address)
      try file.append(values, layout.heapAddresses)
    }
    try file.fill(to: layout.byteCount)
    try file.finish(changes: changes)
  }

  func place(_ object: String) -> HDF5Place {
    HDF5Place(file: path, object: object, remedy: "report it: such a file cannot be written")
  }

  /// Makes a group, and those on the way to it, where they do not exist yet.
  package func makeGroup(_ group: String) throws(CheckpointError) { _ = try node(of: group) }

  /// An object; a group that is made where there is none.
  private func node(of object: String) throws(CheckpointError) -> HDF5Node {
    var node = state.root
    for name in object.split(separator: "/") {
      if let member = node.members?[String(name)] {
        node = member
      } else {
        let group = HDF5Node()
        try add(group, named: String(name), to: node, object)
        node = group
      }
    }
    return node
  }

  private func add(
    _ node: HDF5Node,
    named name: String,
    to group: HDF5Node,
    _ path: String
  ) throws(CheckpointError) {
    guard name.utf8.count < 1024, !name.utf8.contains(0) else {
      throw place(path).error("has a name that HDF5 cannot hold")
    }
    group.add(node, named: name)
  }

  /// Adds a dataset.
  func add(_ values: HDF5Values, at path: String) throws(CheckpointError) {
    let end = path.lastIndex(of: "/") ?? path.startIndex
    let group = try node(of: String(path[..<end]))
    let name = path[end...].drop { $0 == "/" }
    try add(HDF5Node(values), named: String(name), to: group, path)
  }

  /// Adds an attribute to an object, which is made a group where there is none.
  func add(
    _ values: HDF5Values,
    toAttribute name: String,
    of object: String
  ) throws(CheckpointError) {
    // What the message holds besides: name, type and extents.
    guard values.byteCount + name.utf8.count + 128 <= HDF5Message.sizeLimit else {
      throw place(object).attribute(name).error("is too large for an attribute")
    }
    try node(of: object).add(values, toAttribute: name)
  }

  /// Texts of the file's heaps; no extents make a single one.
  func texts(
    _ texts: [String],
    _ extents: [Int],
    for place: HDF5Place
  ) throws(CheckpointError) -> HDF5Values {
    guard !texts.contains(where: { $0.utf8.contains(0) }) else {
      throw place.error("has a text with a zero character, which HDF5 cannot hold")
    }
    return HDF5Values(.text, extents, .texts(texts.map { state.texts.add($0) }))
  }
}
