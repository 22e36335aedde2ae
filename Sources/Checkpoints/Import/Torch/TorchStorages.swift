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

  /// The storages of the former form: for each key a count of elements and the elements.
  init(keys: Pickle, of object: Pickle, bytes: Data, in file: ForeignFile) throws(CheckpointError) {
    var sizes: [String: Int] = [:]
    for node in object.nodes {
      guard case .persistent(let description) = node.kind,
        let storage = TorchStorage(description, of: object)
      else { continue }
      sizes[storage.key] = storage.type.byteCount
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

/// A storage as a pickle describes it: ('storage', type, key, device, element count, …).
struct TorchStorage {
  /// The type of a storage's elements.
  struct ElementType {
    let byteCount: Int
    /// nil for other types than floating-point numbers.
    let format: FloatFormat?

    /// The type of a class such as `torch.FloatStorage` or `torch.cuda.FloatStorage`.
    init?(className: String) {
      let name = className.split(separator: ".").last.map(String.init)
      switch name {
      case "FloatStorage": (byteCount, format) = (4, .float32)
      case "DoubleStorage": (byteCount, format) = (8, .float64)
      case "HalfStorage": (byteCount, format) = (2, .float16)
      case "BFloat16Storage": (byteCount, format) = (2, .bfloat16)
      case "LongStorage": (byteCount, format) = (8, nil)
      case "IntStorage": (byteCount, format) = (4, nil)
      case "ShortStorage": (byteCount, format) = (2, nil)
      case "CharStorage", "ByteStorage", "BoolStorage": (byteCount, format) = (1, nil)
      default: return nil
      }
    }
  }

  let key: String
  let type: ElementType

  init?(_ description: Pickle.Value, of pickle: Pickle) {
    guard let parts = pickle.elements(description), parts.count >= 3, parts[0] == .text("storage"),
      case .global(let className) = parts[1], let type = ElementType(className: className),
      case .text(let key) = parts[2]
    else { return nil }
    // Views of other storages were written by versions before 0.4 only.
    if parts.count > 5, parts[5] != .none { return nil }
    self.key = key
    self.type = type
  }
}
