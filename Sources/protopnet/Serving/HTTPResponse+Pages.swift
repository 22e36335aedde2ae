import HTTP
import Reports

extension HTTPResponse {
  /// What a page may run.
  enum Scripts {
    /// Pages of results: nothing.
    case none
    /// The program's own pages: its one script.
    case ownScript
  }

  static func html(_ text: String, status: HTTPStatus = .ok) -> HTTPResponse {
    HTTPResponse(status, type: "text/html; charset=utf-8", body: Array(text.utf8))
  }

  static func page(
    _ markup: Markup,
    _ scripts: Scripts = .ownScript,
    status: HTTPStatus = .ok
  ) -> HTTPResponse {
    var response = html(markup.source, status: status)
    if scripts == .ownScript {
      response.headers["Content-Security-Policy"] =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    }
    return response
  }

  static func text(_ text: String, _ type: String) -> HTTPResponse {
    HTTPResponse(.ok, type: type, body: Array(text.utf8))
  }

  static func redirect(_ address: String) -> HTTPResponse {
    HTTPResponse(.seeOther, address, headers: ["Location": address])
  }

  static var missing: HTTPResponse {
    .page(
      ServedPage.message(title: "Not found", "There is nothing at this address."),
      status: .notFound
    )
  }
}
