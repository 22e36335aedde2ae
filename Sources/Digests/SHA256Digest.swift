import CCrypto
package import Foundation

/// The SHA-256 digest of bytes or of a file, which names data in records and ties caches to inputs.
package struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
  private let bytes: [UInt8]

  /// The name and version of the library that computes it.
  package static var libraryDescription: String {
    "OpenSSL \(OpenSSL_version(OPENSSL_VERSION_STRING).map { String(cString: $0) } ?? "")"
  }

  /// The digest of bytes in memory.
  package init(_ data: some Sequence<UInt8>) {
    var hash = SHA256Hash()
    hash.update(Array(data))
    self = hash.finalized()
  }

  /// The digest of a text's UTF-8 bytes.
  package init(_ text: String) { self.init(text.utf8) }

  /// The digest of a file's contents, read in pieces.
  ///
  /// - Throws: What the file system says of a file that cannot be read.
  package init(contentsOf file: URL) throws {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    var hash = SHA256Hash()
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      hash.update(Array(piece))
    }
    self = hash.finalized()
  }

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The 64 lower-case hexadecimal digits.
  package var description: String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// The first `count` hexadecimal digits.
  package func prefix(_ count: Int) -> String { String(description.prefix(count)) }
}

/// A digest in the making, fed piece by piece.
package struct SHA256Hash: ~Copyable {
  private let context: OpaquePointer

  package init() {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("libcrypto cannot start SHA-256")
    }
    self.context = context
  }

  /// Adds bytes.
  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Adds bytes without copying them.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let status = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    precondition(status == 1, "libcrypto failed to add \(bytes.count) bytes")
  }

  /// The digest of everything added.
  package consuming func finalized() -> SHA256Digest {
    var digest = [UInt8](repeating: 0, count: 32)
    let status = EVP_DigestFinal_ex(context, &digest, nil)
    precondition(status == 1, "libcrypto failed to finish SHA-256")
    return SHA256Digest(bytes: digest)
  }

  /// The digest of everything added so far, after which more may be added.
  package var digestSoFar: SHA256Digest {
    guard let copy = EVP_MD_CTX_new(), EVP_MD_CTX_copy_ex(copy, context) == 1 else {
      preconditionFailure("libcrypto cannot copy a digest")
    }
    defer { EVP_MD_CTX_free(copy) }
    var digest = [UInt8](repeating: 0, count: 32)
    let status = EVP_DigestFinal_ex(copy, &digest, nil)
    precondition(status == 1, "libcrypto failed to finish SHA-256")
    return SHA256Digest(bytes: digest)
  }

  deinit { EVP_MD_CTX_free(context) }
}
