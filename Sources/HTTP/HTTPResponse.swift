import Foundation

/// An answer: a status, headers and a body.
package struct HTTPResponse: Sendable {
  package var status: HTTPStatus
  package var headers: [String: String]
  package var body: [UInt8]

  /// What every answer says unless it says something else: nothing is kept, guessed, framed elsewhere, run
  /// from a page, or fetched from another machine.
  private static let standardHeaders = [
    "Cache-Control": "no-store",
    "Content-Security-Policy":
      "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; script-src 'none'; "
      + "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
  ]

  package init(
    _ status: HTTPStatus,
    type: String = "text/plain; charset=utf-8",
    body: [UInt8],
    headers: [String: String] = [:]
  ) {
    (self.status, self.body) = (status, body)
    self.headers = headers
    self.headers["Content-Type"] = type
  }

  /// A line of text.
  package init(_ status: HTTPStatus, _ text: String, headers: [String: String] = [:]) {
    self.init(status, body: Array("\(text)\n".utf8), headers: headers)
  }

  init(_ refusal: RequestHead.Refusal) { self.init(refusal.status, refusal.reason) }

  /// The answer's head with the empty line at its end.
  var head: [UInt8] {
    var all = Self.standardHeaders.merging(headers) { $1 }
    all["Connection"] = "close"
    all["Content-Length"] = String(body.count)
    let lines = all.sorted { $0.key < $1.key }.map { name, value in
      // A line's end within a value would be another header.
      "\(name): \(value.filter { !$0.isNewline && $0 != "\0" })"
    }
    let first = "HTTP/1.1 \(status.rawValue) \(status.phrase)"
    return Array(([first] + lines + ["", ""]).joined(separator: "\r\n").utf8)
  }
}
