/// The name of a file, a class or a picture: equal to another where every byte is, ordered by bytes.
///
/// `String` holds "é" in one scalar and in two for the same; file systems, Python and torchvision do not. The
/// bytes of UTF-8 are in the order of code points, in which Python's `sorted` puts names.
package struct ByteName: Hashable, Comparable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: ByteName, right: ByteName) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  package static func < (left: ByteName, right: ByteName) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

extension String {
  /// The text with all beyond printable ASCII written out, such as `caf\u{E9}` and `cafe\u{301}`.
  package var spelling: String {
    unicodeScalars.reduce(into: "") { text, scalar in
      if (0x20..<0x7F).contains(scalar.value) {
        text.unicodeScalars.append(scalar)
      } else {
        text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      }
    }
  }
}

extension String {
  /// The parts of a path between its slashes, told apart by bytes: a slash may be one character with what
  /// follows it.
  package var pathSteps: [String] {
    utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
  }

  /// Whether it is a path that stays within the folder it starts from.
  package var isPlainPath: Bool {
    !pathSteps.contains { ["", ".", ".."].contains($0) } && !utf8.contains(0)
  }

  /// What follows a beginning; nil where the text begins otherwise, by a byte.
  package func dropping(prefix: String) -> String? {
    utf8.starts(with: prefix.utf8)
      ? String(Substring(utf8.dropFirst(prefix.utf8.count))) : nil
  }
}

extension Sequence<String> {
  /// In the order of their bytes.
  package func sortedByBytes() -> [String] { map(ByteName.init).sorted().map(\.text) }

  /// Whether both have the same names in the same order, byte by byte.
  package func hasSameBytes(as other: some Sequence<String>) -> Bool {
    elementsEqual(other) { ByteName($0) == ByteName($1) }
  }
}
