import Foundation

/// One connection: one request, one answer, each within a time.
struct Connection: ~Copyable {
  private let descriptor: Int32
  private let limits: HTTPServer.Limits

  init(_ descriptor: Int32, _ limits: HTTPServer.Limits) {
    (self.descriptor, self.limits) = (descriptor, limits)
  }

  deinit { close(descriptor) }

  /// Reads a request and answers it.
  func serve(_ site: some HTTPSite) {
    let response: HTTPResponse?
    var isHead = false
    do throws(RequestHead.Refusal) {
      guard let (head, rest) = try readHead() else { return }
      isHead = head.method == "HEAD"
      if let refusal = site.refusal(of: head) {
        response = refusal
      } else {
        response = try answer(head, rest, site)
      }
    } catch {
      response = HTTPResponse(error)
    }
    guard let response else { return }
    let deadline = ContinuousClock.now + limits.writing
    if write(response.head, until: deadline), !isHead { _ = write(response.body, until: deadline) }
    linger()
  }

  /// Answers without reading.
  func refuse(_ response: HTTPResponse) {
    _ = write(response.head + response.body, until: .now + .milliseconds(200))
  }

  // MARK: - Reading

  /// The head, and what came of the body with it; nil where the other side leaves before.
  private func readHead() throws(RequestHead.Refusal) -> (RequestHead, [UInt8])? {
    let deadline = ContinuousClock.now + limits.head
    var bytes: [UInt8] = []
    while true {
      // The end may lie across two pieces.
      let searched = max(bytes.count - 3, 0)
      guard let piece = try read(until: deadline) else { return nil }
      bytes += piece
      if let end = Self.end(in: bytes, from: searched) {
        guard end <= limits.headByteCount else { break }
        return (try RequestHead(bytes[..<end]), Array(bytes[(end + 4)...]))
      }
      guard bytes.count <= limits.headByteCount else { break }
    }
    throw RequestHead.Refusal(.headTooLarge, "the request's head is too long")
  }

  /// Where the empty line begins.
  private static func end(in bytes: [UInt8], from start: Int) -> Int? {
    guard bytes.count >= start + 4 else { return nil }
    return (start...(bytes.count - 4)).first {
      bytes[$0] == 13 && bytes[$0 + 1] == 10 && bytes[$0 + 2] == 13 && bytes[$0 + 3] == 10
    }
  }

  private func answer(
    _ head: RequestHead,
    _ rest: [UInt8],
    _ site: some HTTPSite
  ) throws(RequestHead.Refusal) -> HTTPResponse? {
    let count = head.bodyByteCount
    guard count <= limits.bodyByteCount else {
      throw RequestHead.Refusal(
        .contentTooLarge,
        "more than \(limits.bodyByteCount / 1_000_000) MB are not taken"
      )
    }
    if let expectation = head.headers["expect"] {
      guard expectation.lowercased() == "100-continue" else {
        throw RequestHead.Refusal(.expectationFailed, "only 100-continue may be expected")
      }
      _ = write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8), until: .now + limits.head)
    }
    var body = rest
    let deadline = ContinuousClock.now + limits.body
    while body.count < count {
      guard let piece = try read(until: deadline) else { return nil }
      body += piece
    }
    // What follows would be another request, which nobody who waits for an answer sends.
    return site.response(to: HTTPRequest(head: head, body: Array(body.prefix(count))))
  }

  /// The next bytes; nil at the end.
  private func read(until deadline: ContinuousClock.Instant) throws(RequestHead.Refusal) -> [UInt8]?
  {
    while true {
      guard isReady(Int16(POLLIN), until: deadline) else {
        throw RequestHead.Refusal(.requestTimeout, "the request took too long")
      }
      let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
        count = max(
          recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT)),
          0
        )
      }
      if !bytes.isEmpty { return bytes }
      if errno != EAGAIN && errno != EINTR { return nil }
    }
  }

  // MARK: - Writing

  /// Writes all bytes; false where the other side does not take them in time.
  private func write(_ bytes: [UInt8], until deadline: ContinuousClock.Instant) -> Bool {
    var position = 0
    while position < bytes.count {
      guard isReady(Int16(POLLOUT), until: deadline) else { return false }
      let sent = bytes[position...].withUnsafeBytes {
        send(
          descriptor,
          $0.baseAddress,
          $0.count,
          Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
        )
      }
      if sent < 0 && (errno == EAGAIN || errno == EINTR) { continue }
      guard sent > 0 else { return false }
      position += sent
    }
    return true
  }

  /// Takes in for a while what is still sent: who sends a long body reads the answer only then.
  private func linger() {
    shutdown(descriptor, Int32(SHUT_WR))
    let deadline = ContinuousClock.now + limits.lingering
    while let piece = try? read(until: deadline), !piece.isEmpty {}
  }

  private func isReady(_ events: Int16, until deadline: ContinuousClock.Instant) -> Bool {
    while true {
      let left = (deadline - .now) / .milliseconds(1)
      guard left > 0 else { return false }
      var waiting = pollfd(fd: descriptor, events: events, revents: 0)
      let ready = poll(&waiting, 1, Int32(min(left, 60_000).rounded(.up)))
      if ready > 0 { return true }
      if ready < 0 && errno != EINTR { return false }
    }
  }
}
