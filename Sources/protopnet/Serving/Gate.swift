import HTTP

/// Who may ask for what: pages of elsewhere and names that were made to lead here may not.
struct Gate: Sendable {
  /// Names and numbers that the server goes by, in lower case.
  private let hosts: Set<String>
  private let port: UInt16
  /// Whether it listens at all of the machine's addresses, so that any number may be meant.
  private let takesNumbers: Bool

  init(host: String, port: UInt16, isLoopback: Bool, machine: String) {
    let isEverywhere = host == "0.0.0.0" || host == "::"
    (self.port, takesNumbers) = (port, isEverywhere)
    let local = isLoopback || isEverywhere ? ["localhost", "127.0.0.1", "[::1]"] : []
    let own = isLoopback ? [] : [machine.lowercased()]
    hosts = Set(local + own + [Self.written(host)])
  }

  /// An address of version 6 stands in brackets.
  static func written(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }

  /// Why a request is refused before its body is read; nil where it is not.
  func refusal(of head: RequestHead, takesPicture: Bool) -> HTTPResponse? {
    // Another name that leads to this machine is one that another site's page was given.
    guard let host = head.headers["host"], isOwn(host) else {
      return HTTPResponse(.misdirected, "this is no address of this server")
    }
    guard head.method == "POST" else {
      guard head.method == "GET" || head.method == "HEAD" else {
        return HTTPResponse(
          .methodNotAllowed,
          "this is only to be looked at",
          headers: ["Allow": takesPicture ? "GET, HEAD, POST" : "GET, HEAD"]
        )
      }
      return head.bodyByteCount == 0
        ? nil : HTTPResponse(.badRequest, "nothing is to be sent here")
    }
    guard takesPicture else {
      return HTTPResponse(
        .methodNotAllowed,
        "this is only to be looked at",
        headers: ["Allow": "GET, HEAD"]
      )
    }
    // Browsers say whose page sends; programs that are no browser say nothing.
    let isForeign = head.headers["origin"].map { !isOwnOrigin($0, of: host) } ?? false
    let site = head.headers["sec-fetch-site"] ?? "none"
    guard !isForeign, ["none", "same-origin"].contains(site) else {
      return HTTPResponse(.forbidden, "pages of elsewhere may not send pictures here")
    }
    return nil
  }

  private func isOwnOrigin(_ origin: String, of host: String) -> Bool {
    origin.lowercased() == "http://\(host.lowercased())"
  }

  private func isOwn(_ header: String) -> Bool {
    let text = header.lowercased()
    let end = text.hasPrefix("[") ? text.firstIndex(of: "]").map { text.index(after: $0) } : nil
    let colon = text[(end ?? text.startIndex)...].firstIndex(of: ":")
    let host = String(text[..<(colon ?? text.endIndex)])
    let port = colon.map { UInt16(text[text.index(after: $0)...]) } ?? 80
    guard port == self.port else { return false }
    return hosts.contains(host) || takesNumbers && Self.isNumber(host)
  }

  /// Whether a host is written as numbers, which no name server can lead elsewhere.
  private static func isNumber(_ host: String) -> Bool {
    if host.hasPrefix("["), host.hasSuffix("]") {
      return host.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
    }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }
}
