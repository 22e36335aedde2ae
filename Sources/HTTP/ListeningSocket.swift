import Foundation

/// Why nothing can be listened at.
package struct ListeningError: Error, Equatable, CustomStringConvertible {
  package let description: String
}

/// A port that is listened at.
final class ListeningSocket: Sendable {
  let descriptor: Int32
  let port: UInt16
  /// The address as numbers, such as `127.0.0.1`.
  let host: String
  /// Whether nothing but this machine reaches it.
  let isLoopback: Bool

  /// Listens at a name's first address; any free port for 0.
  init(host: String, port: UInt16) throws(ListeningError) {
    var hints = addrinfo()
    (hints.ai_family, hints.ai_socktype) = (AF_UNSPEC, Int32(SOCK_STREAM.rawValue))
    hints.ai_flags = AI_PASSIVE
    var found: UnsafeMutablePointer<addrinfo>?
    let status = getaddrinfo(host, "\(port)", &hints, &found)
    defer { if let found { freeaddrinfo(found) } }
    guard status == 0, let first = found, let address = first.pointee.ai_addr else {
      throw ListeningError(
        description: "no address of this machine is called '\(host)'; name one with --host"
      )
    }
    descriptor = socket(
      first.pointee.ai_family,
      Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue),
      0
    )
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard descriptor >= 0, bind(descriptor, address, first.pointee.ai_addrlen) == 0,
      listen(descriptor, 64) == 0
    else {
      let code = errno
      close(descriptor)
      throw Self.error(host, port, code)
    }
    (self.host, self.port) = Self.name(of: descriptor)
    isLoopback = self.host.hasPrefix("127.") || self.host == "::1"
  }

  deinit { close(descriptor) }

  private static func error(_ host: String, _ port: UInt16, _ code: Int32) -> ListeningError {
    let problem =
      switch code {
      case EADDRINUSE:
        "port \(port) of \(host) is taken by another program; choose one with --port, or --port 0 for any "
          + "that is free"
      case EACCES: "port \(port) is for the system's programs; choose one above 1023 with --port"
      case EADDRNOTAVAIL: "'\(host)' is no address of this machine; name one with --host"
      default: "cannot listen at \(host), port \(port): \(String(cString: strerror(code)))"
      }
    return ListeningError(description: problem)
  }

  /// The numbers that a socket listens at.
  private static func name(of descriptor: Int32) -> (String, UInt16) {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    var (host, port) = ([CChar](repeating: 0, count: 64), [CChar](repeating: 0, count: 16))
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        getsockname(descriptor, address, &length)
        getnameinfo(
          address,
          length,
          &host,
          socklen_t(host.count),
          &port,
          socklen_t(port.count),
          NI_NUMERICHOST | NI_NUMERICSERV
        )
      }
    }
    func text(_ characters: [CChar]) -> String {
      String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return (text(host), UInt16(text(port)) ?? 0)
  }
}
