import Digests
import Files

/// Names the pictures and labels of a source, whatever its files are called or compressed by.
///
/// The SHA-256 over a line `<digest> <label> <name>` for each picture, sorted by name, where the
/// digest is of the picture's file, or of its samples where one file holds many.
enum SourceDigest {
  static func digest(_ lines: [(name: String, label: String, sha256: String)]) -> String {
    let listing = lines.sorted { ByteName($0.name) < ByteName($1.name) }
      .map { "\($0.sha256) \($0.label) \($0.name)\n" }
    return "\(SHA256Digest(listing.joined()))"
  }
}
