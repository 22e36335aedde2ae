import Foundation

/// What `torch.save` or Python's `pickle` wrote: the description of an object, and its numbers.
///
/// Source: PyTorch's `torch/serialization.py`.
struct TorchArchive {
  let pickle: Pickle
  let storages: TorchStorages

  /// Reads a file in the present form, a zip archive, the former one, or a plain pickle.
  ///
  /// - Throws: ``CheckpointError`` for damaged files, and for archives of other things.
  init(_ file: ForeignFile) throws(CheckpointError) {
    if ZipArchive.isOne(file.bytes) {
      (pickle, storages) = try Self.contents(of: ZipArchive(file), in: file)
      return
    }
    var bytes = file.bytes
    guard Self.isFormerForm(bytes) else {
      pickle = try Self.pickle(&bytes, in: file)
      storages = TorchStorages()
      return
    }
    // The magic number, the version, facts of the machine; the object; the storages' keys.
    for _ in 0..<3 { _ = try Self.pickle(&bytes, in: file) }
    pickle = try Self.pickle(&bytes, in: file)
    let keys = try Self.pickle(&bytes, in: file)
    storages = try TorchStorages(keys: keys, of: pickle, bytes: bytes, in: file)
  }

  /// Whether a file begins with a pickle of the number 0x1950A86A20F9469CFC6C.
  static func isFormerForm(_ bytes: Data) -> Bool {
    let magic: [[UInt8]] = [
      [0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19],
      Array("119547037146038801333356".utf8),
    ]
    let start = bytes.prefix(40)
    return magic.contains { start.firstRange(of: $0) != nil }
  }

  private static func contents(
    of archive: ZipArchive,
    in file: ForeignFile
  ) throws(CheckpointError) -> (Pickle, TorchStorages) {
    let names = archive.names
    guard !names.contains(where: { $0.hasSuffix("/constants.pkl") || $0.contains("/code/") }) else {
      throw file.error(
        "is a TorchScript program, not a state dict",
        remedy: "load it with torch.jit.load and save its state_dict() with torch.save"
      )
    }
    guard let entry = names.first(where: { $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }),
      var bytes = try archive.bytes(of: entry)
    else {
      let first = names.prefix(3).map { "'\($0.prefix(80))'" }.joined(separator: ", ")
      throw file.error(
        names.contains { $0.hasSuffix(".npy") }
          ? "is a NumPy archive of arrays, which is not read"
          : "is a zip archive without 'data.pkl'; it holds \(first.isEmpty ? "nothing" : first)",
        remedy: "unpack it if the file is inside, or name a file of torch.save"
      )
    }
    let folder = String(entry.dropLast("data.pkl".count))
    if let order = try archive.bytes(of: folder + "byteorder"), order != Data("little".utf8) {
      throw file.error("keeps its numbers in big-endian order, which is not read")
    }
    return (try pickle(&bytes, in: file), TorchStorages(archive: archive, folder: folder + "data/"))
  }

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
