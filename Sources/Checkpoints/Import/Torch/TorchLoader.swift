import Foundation
import Tensors

/// Takes the numbers of tensors from a file of `torch.save`, within bounds of memory.
struct TorchLoader {
  private let archive: TorchArchive
  private let file: ForeignFile
  /// Views of one storage may add up to more memory than the file has bytes; four times as much can
  /// only mean harm.
  private var budget: Int
  private var loaded: [TorchStorage.Place: Data] = [:]
  /// The types of storages that only the files within the pickle say.
  private var elements: [TorchStorage.Place: TorchElement] = [:]

  init(_ archive: TorchArchive, _ file: ForeignFile) {
    (self.archive, self.file, budget) = (archive, file, file.bytes.count)
  }

  /// A view with the type of its elements and the bytes of its storage; those of other types than
  /// numbers may be absent.
  mutating func located(
    _ view: TorchView,
    named name: String
  ) throws(CheckpointError) -> (view: TorchView, bytes: Data) {
    let place = view.storage.place
    if loaded[place] == nil {
      switch place {
      case .key(let key):
        guard view.element.format != nil || view.element.isInteger else { return (view, Data()) }
        loaded[place] = try archive.storages.bytes(key)
      case .file(let node):
        guard let bytes = archive.pickle.bytes(.node(node)) else {
          throw file.error("lies in a storage that is no bytes", of: name)
        }
        let inner = try TorchArchive(ForeignFile(path: file.path, bytes: bytes, kind: file.kind))
        guard let storage = TorchStorage(inner.pickle.root, of: inner.pickle),
          case .key(let key) = storage.place
        else { throw file.error("lies in a storage that is not as torch.save writes it", of: name) }
        loaded[place] = try inner.storages.bytes(key)
        elements[place] = storage.type
      }
    }
    guard let bytes = loaded[place] else {
      let key = if case .key(let key) = place { key } else { "" }
      throw file.error("lies in the storage '\(key)', which is missing", of: name)
    }
    return (elements[place].map { TorchView(view, element: $0) } ?? view, bytes)
  }

  /// The numbers of a view.
  mutating func tensor(
    _ view: TorchView,
    _ format: FloatFormat,
    _ bytes: Data,
    named name: String
  ) throws(CheckpointError) -> Tensor {
    try spend(max(view.elementCount, view.isDense ? 0 : bytes.count), on: name)
    return try view.tensor(format, of: bytes, named: name, in: file)
  }

  /// The numbers of an array of NumPy.
  mutating func tensor(
    _ array: NumPyArray,
    _ format: FloatFormat,
    named name: String
  ) throws(CheckpointError) -> Tensor {
    guard let bytes = archive.pickle.bytes(array.contents) else {
      throw file.error("has values that are no bytes", of: name)
    }
    try spend(bytes.count, on: name)
    return try array.tensor(format, of: bytes, named: name, in: file)
  }

  private mutating func spend(_ work: Int, on name: String) throws(CheckpointError) {
    budget = work > budget ? -1 : budget - work
    guard budget >= 0 else {
      throw file.error("is made to fill the memory: its tensors are far larger than it", of: name)
    }
  }

  /// A tensor of numbers or integers among the attributes of a module; nil for any other value.
  mutating func fact(_ value: Pickle.Value, named name: String) throws(CheckpointError) -> Tensor? {
    switch PickledTensor(value, of: archive.pickle) {
    case .view(let view):
      let (view, bytes) = try located(view, named: name)
      guard let format = view.element.format else {
        return view.integers(of: bytes)
      }
      return try tensor(view, format, bytes, named: name)
    case .array(let array):
      guard let format = array.format else { return nil }
      return try tensor(array, format, named: name)
    case .unreadable, nil: return nil
    }
  }
}
