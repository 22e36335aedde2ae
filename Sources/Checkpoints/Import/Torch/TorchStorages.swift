import Foundation

/// The numbers of a file's tensors, by the keys of their storages.
struct TorchStorages {
  private enum Source {
    case archive(ZipArchive, folder: String)
    case bytes([String: Data])
  }

  private let source: Source

  init(archive: ZipArchive, folder: String) {
    source = .archive(archive, folder: folder)
  }

  /// The storages of a plain pickle: none.
  init() { source = .bytes([:]) }

  /// The storages of the former form: for each key a count of elements and the elements.
  init(keys: Pickle, of object: Pickle, bytes: Data, in file: ForeignFile) throws(CheckpointError) {
    var sizes: [String: Int] = [:]
    for index in object.nodes.indices where object.nodes[index].kind == .persistent {
      guard let storage = TorchStorage(.node(index), of: object), case .key(let key) = storage.place
      else { continue }
      sizes[key] = storage.type.byteCount
    }
    var rest = bytes
    var storages: [String: Data] = [:]
    for value in keys.elements(keys.root) ?? [] {
      guard case .text(let key) = value, let size = sizes[key], rest.count >= 8 else {
        throw file.error("ends before its tensors do, or lists a storage that no tensor uses")
      }
      let count = rest.number(at: rest.startIndex, byteCount: 8)
      guard count >= 0, count <= (rest.count - 8) / size else {
        throw file.error("ends before its tensors do: storage '\(key)' has \(count) elements")
      }
      storages[key] = rest.dropFirst(8).prefix(count * size)
      rest = rest.dropFirst(8 + count * size)
    }
    source = .bytes(storages)
  }

  /// The bytes of a storage; nil where the file does not have it.
  func bytes(_ key: String) throws(CheckpointError) -> Data? {
    switch source {
    case .archive(let archive, let folder): try archive.bytes(of: folder + key)
    case .bytes(let storages): storages[key]
    }
  }
}
