import Foundation

/// What a request says before its body: read strictly, as nothing but browsers and scripts comes here.
///
/// Source: RFC 9112, 2 to 6; what a server may refuse is refused.
package struct RequestHead: Equatable, Sendable {
  package let method: String
  /// The path's steps without percent signs, such as `["runs", ""]` of `/runs/`; none is `.`, `..`, holds a slash
  /// or a zero, or is empty before the last.
  package let path: [String]
  /// Names and values of the query in their order, without percent signs.
  package let query: [Field]
  /// Values by names in lower case; a name that is given twice has both, a comma between them.
  package let headers: [String: String]
  /// The bytes of the body that follows.
  package let bodyByteCount: Int

  /// One name with its value.
  package struct Field: Equatable, Sendable {
    package let name, value: String

    package init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
  }

  /// Why a head is refused.
  package struct Refusal: Error, Equatable {
    package let status: HTTPStatus
    package let reason: String

    package init(_ status: HTTPStatus, _ reason: String) {
      (self.status, self.reason) = (status, reason)
    }
  }

  private static let longestTarget = 4096
  private static let mostHeaders = 100

  /// Reads a head without the empty line at its end.
  package init(_ bytes: some Sequence<UInt8>) throws(Refusal) {
    guard let text = String(validating: bytes, as: UTF8.self), !text.utf8.contains(0) else {
      throw Refusal(.badRequest, "the head is no text")
    }
    let lines = text.components(separatedBy: "\r\n")
    let words = lines[0].components(separatedBy: " ")
    guard words.count == 3, Self.isToken(words[0]) else {
      throw Refusal(.badRequest, "the first line is no request")
    }
    guard ["HTTP/1.1", "HTTP/1.0"].contains(words[2]) else {
      throw Refusal(
        words[2].hasPrefix("HTTP/") ? .versionNotSupported : .badRequest,
        "this is HTTP/1.1"
      )
    }
    method = words[0]
    (path, query) = try Self.target(words[1])
    headers = try Self.headers(lines.dropFirst())
    guard headers["transfer-encoding"] == nil else {
      throw Refusal(.lengthRequired, "a body needs a Content-Length")
    }
    guard let length = headers["content-length"] else {
      bodyByteCount = 0
      return
    }
    guard (1...15).contains(length.utf8.count),
      length.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let count = Int(length)
    else { throw Refusal(.badRequest, "the Content-Length is no number") }
    bodyByteCount = count
  }

  private static func target(_ text: String) throws(Refusal) -> ([String], [Field]) {
    guard text.utf8.count <= longestTarget else {
      throw Refusal(.uriTooLong, "the address is too long")
    }
    guard text.hasPrefix("/"), !text.contains("#"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw Refusal(.badRequest, "the address must begin with a slash") }
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let steps = parts[0].dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    var path: [String] = []
    for (index, step) in steps.enumerated() {
      guard let step = String(step).removingPercentEncoding,
        !step.utf8.contains(where: { [0, UInt8(ascii: "/"), UInt8(ascii: "\\")].contains($0) }),
        step != ".", step != "..", !step.isEmpty || index == steps.count - 1
      else { throw Refusal(.badRequest, "the address leads nowhere") }
      path.append(step)
    }
    guard parts.count > 1 else { return (path, []) }
    return (path, try fields(String(parts[1])))
  }

  /// The fields of a query or of a form that is sent like one.
  private static func fields(_ query: String) throws(Refusal) -> [Field] {
    var fields: [Field] = []
    for field in query.split(separator: "&") {
      let sides = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { $0.replacing("+", with: " ").removingPercentEncoding }
      guard let name = sides[0], let value = sides.count > 1 ? sides[1] : "" else {
        throw Refusal(.badRequest, "the address's query is no text")
      }
      fields.append(Field(name, value))
    }
    return fields
  }

  private static func headers(_ lines: ArraySlice<String>) throws(Refusal) -> [String: String] {
    guard lines.count <= mostHeaders else {
      throw Refusal(.headTooLarge, "there are too many headers")
    }
    var headers: [String: String] = [:]
    for line in lines {
      guard let colon = line.firstIndex(of: ":"), isToken(line[..<colon]) else {
        throw Refusal(.badRequest, "a header has no name")
      }
      let name = line[..<colon].lowercased()
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 9 }) else {
        throw Refusal(.badRequest, "the header \(name) is no text")
      }
      if let earlier = headers[name] {
        // Who reads another one of the two than this must not be led by it.
        guard !["host", "content-length", "content-type", "origin"].contains(name) else {
          throw Refusal(.badRequest, "there are two headers \(name)")
        }
        headers[name] = "\(earlier), \(value)"
      } else {
        headers[name] = value
      }
    }
    return headers
  }

  private static let signs = Array("!#$%&'*+-.^_`|~".utf8)

  private static func isToken(_ text: some StringProtocol) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
          || Self.signs.contains(byte)
      }
  }
}
