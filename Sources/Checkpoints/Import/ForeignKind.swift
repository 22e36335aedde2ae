import Foundation

/// What a file is by its contents; its name says nothing.
enum ForeignKind: Hashable {
  case torch, safetensors, onnx
  /// Something that holds no tensors for us: what it is, and what to do.
  case other(is: String, remedy: String)

  init(_ file: ForeignFile) {
    let bytes = file.bytes
    if let known = Self.byFirstBytes(bytes) {
      self = known
    } else if let text = Self.text(bytes) {
      self = text
    } else if ONNXInitializers.isModel(bytes) {
      self = .onnx
    } else if Self.isPickle(bytes) {
      self = .torch
    } else {
      let digits = bytes.prefix(8).map { String(format: "%02x", $0) }.joined(separator: " ")
      self = .other(
        is: "is of no known kind: it begins with the bytes \(digits)",
        remedy: "name a file of torch.save, safetensors or ONNX"
      )
    }
  }

  private static func byFirstBytes(_ bytes: Data) -> ForeignKind? {
    guard !bytes.isEmpty else {
      return .other(is: "is empty", remedy: "fetch it again; the copy was cut off")
    }
    if ZipArchive.isOne(bytes) || TorchArchive.isFormerForm(bytes) || saysItsProtocol(bytes) {
      return .torch
    }
    if isSafeTensors(bytes) { return .safetensors }
    if bytes.count > 262,
      bytes[bytes.startIndex + 257..<bytes.startIndex + 262] == Data("ustar".utf8)
    {
      return .other(is: "is a tar archive", remedy: "unpack it and name the file inside")
    }
    return others.first { bytes.starts(with: $0.start) }?.kind
  }

  private static let others: [(start: [UInt8], kind: ForeignKind)] = {
    func archive(_ name: String) -> ForeignKind {
      .other(is: "is compressed by \(name)", remedy: "unpack it and name the file inside")
    }
    func file(_ name: String) -> ForeignKind {
      .other(is: "is \(name)", remedy: "name a file of torch.save, safetensors or ONNX")
    }
    return [
      ([0x1F, 0x8B], archive("gzip")), (Array("BZh".utf8), archive("bzip2")),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A], archive("xz")), ([0x28, 0xB5, 0x2F, 0xFD], archive("zstd")),
      ([0x37, 0x7A, 0xBC, 0xAF], archive("7-Zip")), (Array("Rar!".utf8), archive("RAR")),
      ([0x04, 0x22, 0x4D, 0x18], archive("LZ4")),
      ([0x50, 0x4B, 0x05, 0x06], file("an empty zip archive")),
      (
        [0x89, 0x48, 0x44, 0x46], file("an HDF5 file, such as Keras writes or this program itself")
      ),
      (
        [0x70, 0x72, 0x6F, 0x74, 0x6F, 0x70, 0x6E, 0x65, 0x74, 0x20, 0x48],
        file("a file of this program already")
      ),
      ([0x93] + Array("NUMPY".utf8), file("one array of NumPy")),
      (Array("MATLAB 5.0".utf8), file("a MATLAB file")), (Array("GGUF".utf8), file("a GGUF file")),
      (Array("%PDF".utf8), file("a PDF document")), ([0xFF, 0xD8, 0xFF], file("a JPEG picture")),
      ([0x89, 0x50, 0x4E, 0x47], file("a PNG picture")),
      ([0x7F, 0x45, 0x4C, 0x46], file("a program")),
    ]
  }()

  /// Whether a header of JSON of a possible length follows.
  private static func isSafeTensors(_ bytes: Data) -> Bool {
    guard bytes.count >= 9, bytes.prefix(8).littleEndianNumber < 1 << 40 else { return false }
    return bytes.dropFirst(8).prefix(16).first { $0 != 0x20 } == UInt8(ascii: "{")
  }

  /// What a text is that stands in the place of a network; nil for what is none.
  private static func text(_ bytes: Data) -> ForeignKind? {
    let start = bytes.prefix(512)
    guard start.allSatisfy({ $0 >= 0x20 || (0x09...0x0D).contains($0) }) else { return nil }
    let text = String(decoding: start, as: UTF8.self).drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    if text.hasPrefix("version https://git-lfs") {
      return .other(
        is: "is a pointer of Git LFS, not the file itself",
        remedy: "fetch the file with 'git lfs pull'"
      )
    }
    if text.hasPrefix("<") {
      return .other(
        is: text.lowercased().contains("html") ? "is a web page" : "is a text of XML",
        remedy: "fetch the file again; what was saved is the page about it"
      )
    }
    // The texts of pickles of protocol 0 hold no words before their first line ends.
    if isPickle(bytes) { return .torch }
    return .other(
      is: text.isEmpty ? "holds white space alone" : "is a text that begins \"\(text.prefix(24))\"",
      remedy: "name a file of torch.save, safetensors or ONNX"
    )
  }

  /// Whether a file begins as pickles of the protocols from 2 on do.
  private static func saysItsProtocol(_ bytes: Data) -> Bool {
    bytes.count > 1 && bytes[bytes.startIndex] == 0x80
      && 2...5 ~= bytes[bytes.startIndex + 1]
  }

  /// Whether a file begins and ends as pickles of the protocols 0 and 1 do.
  private static func isPickle(_ bytes: Data) -> Bool {
    guard bytes.last == UInt8(ascii: ".") else { return false }
    let start = String(decoding: bytes.prefix(80), as: UTF8.self)
    return start.prefixMatch(of: /\((?:dp|lp|tp|i)|[}\])]q|c[\w.]+\n\w+\n/) != nil
  }
}
