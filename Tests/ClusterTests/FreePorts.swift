import Foundation

/// Ports that nothing listens on now.
enum FreePorts {
  /// Different ports, drawn at random from below those that the system gives to connections.
  static func some(_ count: Int) -> [Int] {
    var ports: Set<Int> = []
    while ports.count < count {
      let port = Int.random(in: 10_000..<32_000)
      if isFree(port) { ports.insert(port) }
    }
    return ports.sorted()
  }

  private static func isFree(_ port: Int) -> Bool {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { return false }
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    return withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}
