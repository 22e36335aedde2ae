import Foundation
import TestSupport
import Testing

/// `protopnet serve` on a free port, and what it says to bytes that are sent to it.
struct ServedProgram {
  let process: Process
  let port: UInt16
  /// Where the program may put temporary files.
  let temporary: URL

  struct Answer {
    var status = 0
    var headers: [String: String] = [:]
    var body = Data()

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// Starts the program in a folder with `results`.
  init(in folder: URL) throws {
    temporary = folder.appending(path: "temporary")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    process = Program.process(["serve", "--port", "0"], in: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["TMPDIR": temporary.path, "OMP_WAIT_POLICY": "passive"]
    ) { $1 }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty { break }
      line += data
    }
    let text = String(decoding: line, as: UTF8.self)
    let match = try #require(text.firstMatch(of: #/^http://127\.0\.0\.1:(\d+)/ shows results/#))
    port = try #require(UInt16(match.1))
  }

  var host: String { "127.0.0.1:\(port)" }

  /// Ends the program by a signal; returns its exit code.
  func end(_ signal: Int32 = SIGTERM) -> Int32 {
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// What lies in the temporary folder.
  var leftovers: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: temporary.path)) ?? ["?"]
  }

  /// Asks for a page.
  func get(_ path: String, _ headers: [String: String] = [:], method: String = "GET") throws
    -> Answer
  {
    try send(method, path, headers, Data())
  }

  func send(
    _ method: String,
    _ path: String,
    _ headers: [String: String] = [:],
    _ body: Data,
    length: Int? = nil
  ) throws -> Answer {
    var all = ["Host": host]
    if !body.isEmpty || length != nil { all["Content-Length"] = "\(length ?? body.count)" }
    all.merge(headers) { $1 }
    let lines =
      ["\(method) \(path) HTTP/1.1"] + all.filter { !$0.value.isEmpty }.map { "\($0): \($1)" }
    let head = Data((lines + ["", ""]).joined(separator: "\r\n").utf8)
    let socket = try RawSocket(port: port)
    socket.send(head + body)
    return Self.answer(socket.readToEnd())
  }

  /// Sends the form with a picture as a browser does.
  func explain(
    _ picture: Data,
    named name: String = "bird.png",
    by checkpoints: [String],
    headers: [String: String] = [:]
  ) throws -> Answer {
    let boundary = "----boundary"
    var body = Data()
    for checkpoint in checkpoints {
      body += Data(
        "--\(boundary)\r\nContent-Disposition: form-data; name=\"checkpoint\"\r\n\r\n\(checkpoint)\r\n"
          .utf8
      )
    }
    let file = "form-data; name=\"picture\"; filename=\"\(name)\""
    body += Data("--\(boundary)\r\nContent-Disposition: \(file)\r\n\r\n".utf8)
    body += picture + Data("\r\n--\(boundary)--\r\n".utf8)
    let own = [
      "Content-Type": "multipart/form-data; boundary=\(boundary)", "Origin": "http://\(host)",
      "Sec-Fetch-Site": "same-origin",
    ]
    return try send("POST", "/explain", own.merging(headers) { $1 }, body)
  }

  static func answer(_ data: Data) -> Answer {
    var answer = Answer()
    guard let gap = data.range(of: Data("\r\n\r\n".utf8)) else { return answer }
    let lines = String(decoding: data[..<gap.lowerBound], as: UTF8.self).components(
      separatedBy: "\r\n"
    )
    answer.status = Int(lines[0].split(separator: " ").dropFirst().first ?? "") ?? 0
    for line in lines.dropFirst() {
      let sides = line.split(separator: ":", maxSplits: 1)
      answer.headers[sides[0].lowercased()] = sides[1].trimmingCharacters(in: .whitespaces)
    }
    answer.body = Data(data[gap.upperBound...])
    return answer
  }
}
