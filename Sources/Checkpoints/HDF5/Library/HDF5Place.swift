import CHDF5

/// Where in which file a call acts, for its error message.
struct HDF5Place {
  let file: String
  /// The path of the object; empty for the file as a whole.
  var object = ""
  /// Whether the file begins as this program's files do, which can be made again.
  var isOurs = false
  var remedy = "the file was changed or is of another kind: name another one, or make it again"

  /// An object of the same file.
  func object(_ path: String) -> HDF5Place {
    var place = self
    place.object = path
    return place
  }

  /// The attribute `name` of this object, written `/path@name`.
  func attribute(_ name: String) -> HDF5Place { object("\(object)@\(name)") }

  /// Something that a file of this program has in another way.
  func error(_ problem: String) -> CheckpointError {
    CheckpointError(file: file, object: object, problem: problem, remedy: remedy)
  }

  /// A whole file that is not what is looked for.
  func foreign(_ problem: String) -> CheckpointError {
    CheckpointError(
      file: file,
      object: object,
      problem: problem,
      remedy: "copy it again from where it came, or name another one"
    )
  }

  /// A part of a whole file that this program does not take.
  func unusable(_ problem: String) -> CheckpointError {
    CheckpointError(
      file: file,
      object: object,
      problem: problem,
      remedy: "write the file again with all values in it, unpacked (h5repack)"
    )
  }

  /// A file whose structure does not hold together.
  func damaged(_ problem: String) -> CheckpointError {
    CheckpointError(
      file: file,
      object: object,
      problem: "is damaged: \(problem)",
      remedy: isOurs
        ? "delete it and run again" : "copy it again from where it came, or write it again"
    )
  }

  /// Throws where a call of the C library reports failure.
  func check(_ status: herr_t, _ problem: @autoclosure () -> String) throws(CheckpointError) {
    if status < 0 { throw error(problem()) }
  }

  /// A name from a call that fills a buffer and returns the name's length.
  func name(_ call: (UnsafeMutablePointer<CChar>?, Int) -> Int) throws(CheckpointError) -> String {
    let length = call(nil, 0)
    guard length >= 0 else { throw error("has no readable names") }
    var buffer = [CChar](repeating: 0, count: length + 1)
    guard call(&buffer, length + 1) >= 0 else { throw error("has no readable names") }
    return String(decoding: buffer.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
