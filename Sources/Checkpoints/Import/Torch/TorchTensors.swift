package import Foundation

/// Files that `torch.save` wrote, in its present and its former form.
///
/// Source: PyTorch's `torch/serialization.py` and `torch/_utils.py`.
package enum TorchTensors {
  /// Reads the tensors of floating-point numbers of a state dict, or of a whole pickled module.
  ///
  /// Nothing that the file holds is executed.
  ///
  /// - Throws: ``CheckpointError`` for damaged files, and for files of other objects than tensors.
  package static func read(contentsOf url: URL) throws(CheckpointError) -> NamedTensors {
    let file = try ForeignFile(contentsOf: url, kind: "a file of torch.save")
    let (pickle, storages) = try contents(of: file)
    guard let named = StateDictionary(pickle).tensors else {
      throw file.error("holds neither a state dict nor a module")
    }
    var result = NamedTensors()
    // Views of one storage may add up to more memory than the file has bytes; four times as much can
    // only mean harm.
    var budget = file.bytes.count
    var loaded: [String: Data] = [:]
    for (name, value) in named {
      let view = try TorchView(value, of: pickle, named: name, in: file)
      guard let format = view.format else {
        result.skip(name)
        continue
      }
      if loaded[view.storageKey] == nil {
        loaded[view.storageKey] = try storages.bytes(view.storageKey)
      }
      guard let bytes = loaded[view.storageKey] else {
        throw file.error("lies in the storage '\(view.storageKey)', which is missing", of: name)
      }
      let work = max(view.elementCount, view.isDense ? 0 : bytes.count)
      budget = work > budget ? -1 : budget - work
      guard budget >= 0 else {
        throw file.error("is made to fill the memory: its tensors are far larger than it", of: name)
      }
      let tensor = try view.tensor(format, of: bytes, named: name, in: file)
      guard result.append(tensor, named: name) else {
        throw file.error("occurs twice", of: name)
      }
    }
    return result
  }

  private static func contents(
    of file: ForeignFile
  ) throws(CheckpointError) -> (Pickle, TorchStorages) {
    if ZipArchive.isOne(file.bytes) {
      let archive = try ZipArchive(file)
      guard let entry = archive.names.first(where: { $0.hasSuffix("/data.pkl") }),
        var bytes = try archive.bytes(of: entry)
      else { throw file.error("is a zip archive without 'data.pkl'") }
      let folder = String(entry.dropLast("data.pkl".count))
      if let order = try archive.bytes(of: folder + "byteorder"), order != Data("little".utf8) {
        throw file.error("keeps its numbers in big-endian order, which is not read")
      }
      return (
        try pickle(&bytes, in: file), TorchStorages(archive: archive, folder: folder + "data/")
      )
    }
    // After the magic number: version and facts of the machine; the object; the storages' keys.
    guard file.bytes.starts(with: legacyStart) else {
      throw file.error("does not begin as a file of torch.save does")
    }
    var bytes = file.bytes.dropFirst(legacyStart.count)
    for _ in 0..<2 { _ = try pickle(&bytes, in: file) }
    let object = try pickle(&bytes, in: file)
    let keys = try pickle(&bytes, in: file)
    return (object, try TorchStorages(keys: keys, of: object, bytes: bytes, in: file))
  }

  /// A pickle of the number 0x1950A86A20F9469CFC6C.
  private static let legacyStart: [UInt8] = [
    0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]

  private static func pickle(
    _ bytes: inout Data,
    in file: ForeignFile
  ) throws(CheckpointError) -> Pickle {
    do {
      return try Unpickler.read(&bytes)
    } catch {
      throw file.error("cannot be read as tensors: \(error.problem)")
    }
  }
}
