import Foundation
import Synchronization

/// A server for a few readers nearby: HTTP/1.1, one request a connection, a thread each, all of it with limits.
///
/// It knows neither TLS, chunks nor kept connections: what is not there cannot be got wrong.
package final class HTTPServer: Sendable {
  /// What one reader may take of the server.
  package struct Limits: Sendable {
    package var headByteCount = 16 << 10
    package var bodyByteCount = 1 << 20
    package var connectionCount = 64
    /// For a request's head, its body, an answer, and for reading on behind an answer.
    package var head = Duration.seconds(10)
    package var body = Duration.seconds(60)
    package var writing = Duration.seconds(60)
    package var lingering = Duration.seconds(2)

    package init() {}
  }

  private let socket: ListeningSocket
  private let limits: Limits
  private let open = Atomic<Int>(0)

  /// The address as numbers, such as `127.0.0.1`.
  package var host: String { socket.host }
  package var port: UInt16 { socket.port }
  /// Whether nothing but this machine reaches it.
  package var isLoopback: Bool { socket.isLoopback }

  /// Listens at a host's address; at any free port for 0.
  package init(host: String, port: UInt16, limits: Limits = Limits()) throws(ListeningError) {
    socket = try ListeningSocket(host: host, port: port)
    self.limits = limits
  }

  /// Answers requests until `isOver`, which is asked several times a second.
  package func serve(_ site: some HTTPSite, until isOver: () -> Bool) {
    while !isOver() {
      var waiting = pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 100) > 0 else { continue }
      let descriptor = accept(socket.descriptor, nil, nil)
      guard descriptor >= 0 else {
        // There may be no descriptor for it; others end and give theirs back.
        Thread.sleep(forTimeInterval: 0.05)
        continue
      }
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      guard open.add(1, ordering: .relaxed).newValue <= limits.connectionCount else {
        open.subtract(1, ordering: .relaxed)
        Connection(descriptor, limits)
          .refuse(HTTPResponse(.unavailable, "too many readers at once; try again"))
        continue
      }
      Thread.detachNewThread { [self] in
        Connection(descriptor, limits).serve(site)
        open.subtract(1, ordering: .relaxed)
      }
    }
  }
}
