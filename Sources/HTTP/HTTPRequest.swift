/// A request as it came, whole.
package struct HTTPRequest: Sendable {
  package let head: RequestHead
  package let body: [UInt8]
}

/// What a server shows; called on several threads at once.
package protocol HTTPSite: Sendable {
  /// Why a request is refused before its body is read; nil where it is not.
  func refusal(of head: RequestHead) -> HTTPResponse?
  func response(to request: HTTPRequest) -> HTTPResponse
}
