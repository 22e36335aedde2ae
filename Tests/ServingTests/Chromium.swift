import Foundation
import TestSupport
import Testing

/// Debian's Chromium without a window, driven through its DevTools: pages that a program serves, with a person's moves.
///
/// Source: chromedevtools.github.io/devtools-protocol, over RFC 6455.
final class Chromium {
  static let url: URL? = ["chromium", "chromium-browser", "google-chrome"]
    .map { URL(fileURLWithPath: "/usr/bin/\($0)") }
    .first { FileManager.default.isExecutableFile(atPath: $0.path) }

  private let process: Process
  private let socket: RawSocket
  private var number = 0
  /// What the console said, what failed to load, and every address that was asked for.
  private(set) var complaints: [String] = []
  private(set) var addresses: [String] = []
  private var loads = 0

  init(profile: URL) throws {
    process = Process()
    process.executableURL = Self.url
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
      "--remote-debugging-port=0", "--remote-allow-origins=*", "--user-data-dir=\(profile.path)",
      "--disable-background-networking", "about:blank",
    ]
    (process.standardError, process.standardOutput) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try process.run()
    let file = profile.appending(path: "DevToolsActivePort")
    let end = Date(timeIntervalSinceNow: 60)
    var port: UInt16?
    while port == nil, Date() < end {
      Thread.sleep(forTimeInterval: 0.1)
      port = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n").first
        .flatMap { UInt16($0) }
    }
    socket = try Self.open(try #require(port))
    for domain in ["Page", "Runtime", "Log", "Network", "DOM"] { try call("\(domain).enable") }
  }

  deinit {
    process.terminate()
    process.waitUntilExit()
  }

  /// Connects to the first page.
  private static func open(_ port: UInt16) throws -> RawSocket {
    let list = try RawSocket(port: port)
    list.send(
      Data("GET /json/list HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n\r\n".utf8)
    )
    let head = try #require(Self.head(of: list))
    let length = try #require(
      head.firstMatch(of: #/(?i)content-length: *(\d+)/#).flatMap { Int($0.1) }
    )
    let pages = try JSONSerialization.jsonObject(with: Data(try #require(list.read(length))))
    let page = try #require((pages as? [[String: Any]])?.first { $0["type"] as? String == "page" })
    let address = try #require((page["webSocketDebuggerUrl"] as? String).flatMap(URL.init(string:)))
    let socket = try RawSocket(port: port)
    let lines = [
      "GET \(address.path) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Upgrade: websocket",
      "Connection: Upgrade", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
      "Sec-WebSocket-Version: 13", "", "",
    ]
    socket.send(Data(lines.joined(separator: "\r\n").utf8))
    try #require(Self.head(of: socket)?.contains(" 101 ") == true)
    return socket
  }

  private static func head(of socket: RawSocket) -> String? {
    var bytes: [UInt8] = []
    while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
      guard let byte = socket.read(1) else { return nil }
      bytes += byte
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: - Calls

  @discardableResult
  func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    number += 1
    let own = number
    try send(["id": own, "method": method, "params": parameters])
    while true {
      let message = try receive()
      if message["id"] as? Int == own {
        #expect(message["error"] == nil, "\(method): \(message)")
        return message["result"] as? [String: Any] ?? [:]
      }
    }
  }

  /// A frame with a mask of zeros, which is one like any other.
  private func send(_ message: [String: Any]) throws {
    let data = try JSONSerialization.data(withJSONObject: message)
    let count = data.count
    let length: [UInt8] =
      count < 126
      ? [UInt8(count)]
      : [126, UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count)]
    socket.send(Data([0x81, length[0] | 0x80] + length.dropFirst() + [0, 0, 0, 0]) + data)
  }

  private func receive() throws -> [String: Any] {
    var data: [UInt8] = []
    var isLast = false
    while !isLast {
      let start = try #require(socket.read(2), "Chromium says nothing")
      isLast = start[0] & 0x80 != 0
      var count = Int(start[1] & 0x7F)
      if count > 125 {
        let digits = try #require(socket.read(count == 126 ? 2 : 8))
        count = digits.reduce(0) { $0 << 8 | Int($1) }
      }
      data += try #require(socket.read(count))
    }
    let message = try JSONSerialization.jsonObject(with: Data(data)) as? [String: Any] ?? [:]
    note(message)
    return message
  }

  private func note(_ message: [String: Any]) {
    let parameters = message["params"] as? [String: Any] ?? [:]
    switch message["method"] as? String {
    case "Page.loadEventFired": loads += 1
    case "Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled":
      complaints.append("\(parameters)")
    case "Network.requestWillBeSent":
      let request = parameters["request"] as? [String: Any]
      addresses.append(request?["url"] as? String ?? "?")
    default: break
    }
  }

  // MARK: - What a person does

  /// Goes to a page and waits until it is loaded.
  func go(to address: String, width: Int = 1440) throws {
    try call(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": width < 600]
    )
    try loading { try call("Page.navigate", ["url": address]) }
  }

  /// Does what leads to another page, and waits until that is loaded.
  func loading(_ body: () throws -> Void) throws {
    let before = loads
    try body()
    while loads == before { _ = try receive() }
  }

  /// The value of an expression, for which promises are waited.
  @discardableResult
  func evaluate(_ expression: String) throws -> Any? {
    let result = try call(
      "Runtime.evaluate",
      ["expression": expression, "returnByValue": true, "awaitPromise": true]
    )
    #expect(result["exceptionDetails"] == nil, "\(result)")
    return (result["result"] as? [String: Any])?["value"]
  }

  func press(_ key: String, code: Int, text: String? = nil) throws {
    var parameters: [String: Any] = ["key": key, "code": key, "windowsVirtualKeyCode": code]
    if let text { parameters["text"] = text }
    for type in ["keyDown", "keyUp"] {
      parameters["type"] = type
      try call("Input.dispatchKeyEvent", parameters)
    }
  }

  /// Gives a file to the file chooser of a selector.
  func choose(_ file: URL, in selector: String) throws {
    let document = try call("DOM.getDocument")["root"] as? [String: Any]
    let node = try call(
      "DOM.querySelector",
      ["nodeId": document?["nodeId"] as? Int ?? 0, "selector": selector]
    )
    try call(
      "DOM.setFileInputFiles",
      ["files": [file.path], "nodeId": node["nodeId"] as? Int ?? 0]
    )
  }

  /// The whole page as PNG.
  func screenshot(to file: URL) throws {
    let result = try call(
      "Page.captureScreenshot",
      ["format": "png", "captureBeyondViewport": true]
    )
    let data = (result["data"] as? String).flatMap { Data(base64Encoded: $0) }
    try #require(data).write(to: file)
  }
}
