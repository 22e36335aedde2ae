import HTTP
import Testing

struct RequestHeadTests {
  private func head(_ lines: String...) throws -> RequestHead {
    try RequestHead(lines.joined(separator: "\r\n").utf8)
  }

  private func status(_ lines: String...) -> HTTPStatus? {
    do {
      _ = try RequestHead(lines.joined(separator: "\r\n").utf8)
      return nil
    } catch {
      return error.status
    }
  }

  @Test func readsWhatBrowsersSend() throws {
    let head = try head(
      "POST /runs/a%20b/%C3%A9/?run=x%2Fy&z=1+2&empty HTTP/1.1",
      "Host: localhost:7007",
      "Content-Length: 12",
      "Accept: a",
      "accept:  b\t"
    )
    #expect(head.method == "POST" && head.path == ["runs", "a b", "é", ""])
    #expect(head.query == [.init("run", "x/y"), .init("z", "1 2"), .init("empty", "")])
    #expect(head.headers["host"] == "localhost:7007" && head.headers["accept"] == "a, b")
    #expect(head.bodyByteCount == 12)
    #expect(try self.head("GET / HTTP/1.0").path == [""])
  }

  @Test(arguments: [
    "/..", "/a/../b", "/a/%2e%2e/b", "/a/%2E./b", "/.", "/a%2Fb", "/a%5Cb", "/a%00", "/a//b",
    "//etc",
    "/%FF", "/%", "a", "*", "http://elsewhere/", "/a#b", "/a\u{7F}", "/?a=%FF",
  ])
  func leadsNowhereElse(_ target: String) {
    #expect(status("GET \(target) HTTP/1.1", "Host: x") == .badRequest)
  }

  @Test func refusesWhatMayBeReadInTwoWays() {
    let first = "GET / HTTP/1.1"
    #expect(status("GET /", "Host: x") == .badRequest)
    #expect(status("GET  / HTTP/1.1") == .badRequest)
    #expect(status("G(T / HTTP/1.1") == .badRequest)
    #expect(status("GET / HTTP/2.0") == .versionNotSupported)
    #expect(status(first, "Host: x", "Host: y") == .badRequest)
    #expect(status(first, "Content-Length: 1", "Content-Length: 1") == .badRequest)
    #expect(status(first, "Content-Length: -1") == .badRequest)
    #expect(status(first, "Content-Length: +1") == .badRequest)
    #expect(status(first, "Content-Length: 99999999999999999999") == .badRequest)
    #expect(status(first, "Transfer-Encoding: chunked") == .lengthRequired)
    #expect(status(first, "Host : x") == .badRequest)
    #expect(status(first, " folded") == .badRequest)
    #expect(status(first, "A: b\nC: d") == .badRequest)
    #expect(status("GET /\(String(repeating: "a", count: 5000)) HTTP/1.1") == .uriTooLong)
    #expect(throws: RequestHead.Refusal.self) { try RequestHead([0x47, 0xFF]) }
  }
}
