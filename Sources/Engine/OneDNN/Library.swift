import CDNNL

/// The library's engine and stream; kernels run on the calling thread's OpenMP pool.
final class Library {
  let engine: dnnl_engine_t?
  let stream: dnnl_stream_t?

  init() {
    var engine: dnnl_engine_t?
    require(dnnl_engine_create(&engine, dnnl_cpu, 0), "creating the engine")
    var stream: dnnl_stream_t?
    let flags = UInt32(dnnl_stream_default_flags.rawValue)
    require(dnnl_stream_create(&stream, engine, flags), "creating the stream")
    self.engine = engine
    self.stream = stream
  }

  deinit {
    dnnl_stream_destroy(stream)
    dnnl_engine_destroy(engine)
  }

  /// The name with its version, such as `oneDNN 2.6.3`.
  static var description: String {
    guard let version = dnnl_version()?.pointee else { return "oneDNN" }
    return "oneDNN \(version.major).\(version.minor).\(version.patch)"
  }

  /// The channels of one block: as many floats as the widest vector that the library uses here holds.
  static let blockSize = VectorInstructions.current == .avx512 ? 16 : 8
}
