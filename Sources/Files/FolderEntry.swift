package import Foundation

/// What a folder lists under one name, whatever the bytes of the name are.
package struct FolderEntry: Sendable {
  /// What is found under the name, links followed.
  package enum Kind: Hashable, Sendable {
    case folder
    case file
    /// What is neither, such as a pipe, which whoever opens it may wait for without end.
    case other
    /// Nothing that can be reached; what it is, such as `a link to 'x', which does not exist`.
    case unreachable(String)
  }

  package let kind: Kind
  private let bytes: [UInt8]

  /// The name; nil where it is not UTF-8.
  package var name: String? { String(validating: bytes, as: UTF8.self) }

  /// The name for messages; bytes that are not ASCII as `\xFC` where it is not UTF-8.
  package var shownName: String { name ?? String(escaping: bytes) }

  /// Whether the name begins with a dot.
  package var isHidden: Bool { bytes.first == UInt8(ascii: ".") }

  /// Looks at a name of the open folder `descriptor`.
  fileprivate init(_ bytes: [UInt8], listedType: Int32, in descriptor: Int32) {
    self.bytes = bytes
    // What the listing tells needs no right to look at the entries.
    switch listedType {
    case Int32(DT_DIR): kind = .folder
    case Int32(DT_REG): kind = .file
    case Int32(DT_LNK), Int32(DT_UNKNOWN): kind = Self.kind(bytes + [0], in: descriptor)
    default: kind = .other
    }
  }

  private static func kind(_ name: [UInt8], in descriptor: Int32) -> Kind {
    name.withUnsafeBytes { name in
      guard let path = name.bindMemory(to: CChar.self).baseAddress else { return .file }
      var status = stat()
      if fstatat(descriptor, path, &status, 0) == 0 {
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .folder
        case S_IFREG: return .file
        default: return .other
        }
      }
      let code = errno
      var target = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlinkat(descriptor, path, &target, target.count)
      let reason = String(cString: strerror(code))
      guard count >= 0 else { return .unreachable("out of reach (\(reason))") }
      let end =
        "a link to '\(String(showing: target.prefix(count).map { UInt8(bitPattern: $0) }))', which "
      return switch code {
      case ENOENT: .unreachable(end + "does not exist")
      case ELOOP: .unreachable(end + "leads back to itself")
      default: .unreachable(end + "cannot be reached (\(reason))")
      }
    }
  }
}

extension Folder {
  /// All that a folder lists but itself and the folder above, ordered by the names' bytes.
  package static func entries(of url: URL) throws(FileError) -> [FolderEntry] {
    guard let stream = opendir(url.path) else { throw FileError(url) }
    defer { closedir(stream) }
    var entries: [(name: [UInt8], entry: FolderEntry)] = []
    while true {
      errno = 0
      guard let found = readdir(stream) else { break }
      let name = withUnsafeBytes(of: &found.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name == [UInt8(ascii: ".")] || name == Array("..".utf8) { continue }
      let entry = FolderEntry(name, listedType: Int32(found.pointee.d_type), in: dirfd(stream))
      entries.append((name, entry))
    }
    guard errno == 0 else { throw FileError(url) }
    return entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }.map(\.entry)
  }
}

extension String {
  /// Bytes for messages: as text where they are UTF-8, those beyond ASCII as `\xFC` elsewhere.
  package init(showing bytes: [UInt8]) {
    self = String(validating: bytes, as: UTF8.self) ?? String(escaping: bytes)
  }

  fileprivate init(escaping bytes: [UInt8]) {
    self = bytes.map { byte in
      (0x20..<0x7F).contains(byte)
        ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16, uppercase: true)
    }
    .joined()
  }
}
