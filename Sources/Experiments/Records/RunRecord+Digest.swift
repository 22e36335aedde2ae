import Digests
package import Foundation

extension RunRecord {
  /// The bytes of a `record.json`.
  ///
  /// - Throws: `EncodingError` for a number that JSON cannot hold, which no run has.
  package func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }

  /// The SHA-256 of the record without its own digest, 64 hexadecimal digits.
  ///
  /// It is what `grep -v '^  "digest" : ' record.json | sha256sum` prints. As the record holds the digests
  /// of the run's other files, it stands for the whole run.
  ///
  /// - Throws: As ``encoded()``.
  package func contentDigest() throws -> String {
    var bare = self
    bare.digest = nil
    return "\(SHA256Digest(try bare.encoded()))"
  }

  /// The digest that a file's bytes have without the line of the digest itself.
  package static func contentDigest(ofFile bytes: Data) -> String {
    let newline = UInt8(ascii: "\n")
    let lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
      .filter { !$0.starts(with: #"  "digest" : "#.utf8) }
    return "\(SHA256Digest(Data(lines.joined(separator: [newline]))))"
  }

  /// Whether the program that wrote the record gave it no digests of itself and of some files.
  package var isOfEarlierVersion: Bool { environment.program == "protopnet 0.1.0" }
}
