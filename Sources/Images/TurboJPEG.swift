import CTurboJPEG

/// A compressor or decompressor of TurboJPEG, destroyed with this value.
struct TurboJPEG: ~Copyable {
  let pointer: tjhandle

  init(_ handle: tjhandle?, name: String) throws(ImageError) {
    guard let handle else {
      throw ImageError(
        file: name,
        problem: "cannot be handled: TurboJPEG has no memory left",
        advice: "free some memory"
      )
    }
    pointer = handle
  }

  /// The last error or warning as an error about a file.
  borrowing func failure(_ name: String) -> ImageError {
    let text = tjGetErrorStr2(pointer).map { String(cString: $0) } ?? "unknown"
    return .corrupt(name, "is a truncated or damaged JPEG picture (\(text))")
  }

  deinit { tjDestroy(pointer) }
}
