import CHDF5

/// Where in which file a call acts, for its error message.
struct HDF5Place {
  let file: String
  /// The path of the object; empty for the file as a whole.
  var object = ""
  var remedy = "the file is damaged or not one of this program's: delete it and run again"

  /// The attribute `name` of this object, written `/path@name`.
  func attribute(_ name: String) -> HDF5Place {
    HDF5Place(file: file, object: "\(object)@\(name)", remedy: remedy)
  }

  func error(_ problem: String) -> CheckpointError {
    CheckpointError(file: file, object: object, problem: problem, remedy: remedy)
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
      remedy: "delete it and run again"
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
