import Foundation

/// The fields of a form with files, as browsers send it.
///
/// Source: RFC 7578.
package struct MultipartForm {
  package struct Part: Equatable {
    package let name: String
    /// What a file was called, of a field that holds one.
    package let fileName: String?
    package let bytes: [UInt8]
  }

  package let parts: [Part]

  private static let mostParts = 1000

  /// Takes a body apart; nil where it is no such form.
  package init?(_ body: [UInt8], contentType: String) {
    guard contentType.lowercased().hasPrefix("multipart/form-data"),
      let boundary = Self.parameter("boundary", of: contentType),
      (1...70).contains(boundary.utf8.count)
    else { return nil }
    let data = Data(body)
    let mark = Data("\r\n--\(boundary)".utf8)
    // The first boundary has no line before it.
    guard data.starts(with: mark.dropFirst(2)) else { return nil }
    var parts: [Part] = []
    var start = mark.count - 2
    while let end = data.range(of: mark, in: start..<data.count) {
      guard data[start...].starts(with: Data("\r\n".utf8)), parts.count < Self.mostParts,
        let part = Self.part(data[(start + 2)..<max(end.lowerBound, start + 2)])
      else { return nil }
      parts.append(part)
      start = end.upperBound
    }
    guard data[start...].starts(with: Data("--".utf8)) else { return nil }
    self.parts = parts
  }

  private static func part(_ data: Data) -> Part? {
    guard let gap = data.range(of: Data("\r\n\r\n".utf8)),
      let head = String(data: data[..<gap.lowerBound], encoding: .utf8)
    else { return nil }
    let line = head.components(separatedBy: "\r\n").first { line in
      line.lowercased().hasPrefix("content-disposition:")
    }
    guard let line, let name = parameter("name", of: line) else { return nil }
    return Part(
      name: name,
      fileName: parameter("filename", of: line),
      bytes: Array(data[gap.upperBound...])
    )
  }

  /// A parameter behind a header's value, with or without quotes; browsers write a quote within as %22.
  private static func parameter(_ name: String, of header: String) -> String? {
    for piece in header.components(separatedBy: ";").dropFirst() {
      let sides = piece.split(separator: "=", maxSplits: 1)
      guard sides.count == 2,
        sides[0].trimmingCharacters(in: .whitespaces).lowercased() == name
      else { continue }
      let value = sides[1].trimmingCharacters(in: .whitespaces)
      return value.hasPrefix("\"") && value.hasSuffix("\"") && value.count > 1
        ? String(value.dropFirst().dropLast()) : value
    }
    return nil
  }
}
