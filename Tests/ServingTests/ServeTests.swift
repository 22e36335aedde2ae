import Foundation
import Images
import TestSupport
import Testing

/// The served pages, and what is refused.
@Suite(.serialized)
struct ServeTests {
  /// Runs a tiny experiment and serves its results.
  private func withServer(
    more: String = "",
    _ body: (ServedProgram, _ run: String, URL) throws -> Void
  ) throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {steps: 1}, cycles: [{joint: {steps: 1}}]}",
        more: more
      )
      let outcome = try Program.run("run", "tiny.yaml", in: folder)
      try #require(outcome.code == 0, "\(outcome.errors)")
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: "results/tiny").path
      )
      let run = "tiny/\(try #require(names.first { $0.contains("-s1") }))"
      let server = try ServedProgram(in: folder)
      defer { if server.process.isRunning { _ = server.end() } }
      try body(server, run, folder)
    }
  }

  private func picture(in folder: URL) throws -> Data {
    try Data(contentsOf: folder.appending(path: "pictures/test/red/0.png"))
  }

  @Test func showsRunsAndTheirPages() throws {
    try withServer { server, run, folder in
      // A folder that another program left, and an experiment whose names are markup.
      let odd = folder.appending(path: "results/<b>&'\"/x-s1")
      try FileManager.default.createDirectory(at: odd, withIntermediateDirectories: true)
      try Data("name: <i>".utf8).write(to: odd.appending(path: "experiment.yaml"))
      let list = try server.get("/")
      #expect(list.status == 200 && list.text.contains("/runs/\(run)/report/"))
      #expect(list.text.contains("finished") && list.text.contains("&lt;b&gt;&amp;"))
      #expect(!list.text.contains("<b>") && list.text.contains("unreadable"))
      #expect(list.headers["content-security-policy"]?.contains("default-src 'self'") == true)
      #expect(list.headers["x-content-type-options"] == "nosniff")
      #expect(list.headers["cache-control"] == "no-store")

      let progress = try server.get("/progress.json")
      #expect(progress.headers["content-type"] == "application/json")
      let object =
        try JSONSerialization.jsonObject(with: progress.body) as? [String: [[String: Any]]]
      let entry = try #require(object?["runs"]?.first { $0["experiment"] as? String == "tiny" })
      #expect(entry["state"] as? String == "finished" && entry["share"] as? Double == 1)
      #expect((entry["testAccuracy"] as? Double).map { (0...1).contains($0) } == true)

      let page = try server.get("/runs/\(run)/report/")
      #expect(page.status == 200 && page.text.contains("All runs"))
      #expect(page.headers["content-security-policy"]?.contains("script-src 'none'") == true)
      let pictures = page.text.matches(of: /src="\.\.\/([^"]*)"/)
      #expect(!pictures.isEmpty)
      for match in pictures {
        let answer = try server.get("/runs/\(run)/\(match.1)")
        #expect(answer.status == 200 && answer.headers["content-type"] == "image/png")
      }
      let head = try server.get("/runs/\(run)/report/", method: "HEAD")
      #expect(
        head.status == 200 && head.body.isEmpty
          && head.headers["content-length"] == "\(page.body.count)"
      )
      let tables = try server.get("/runs/tiny/report/")
      #expect(tables.status == 200 && tables.text.contains("/runs/\(run)/report/"))
      #expect(try server.get("/runs/\(run)").status == 303)
      #expect(try server.get("/runs/tiny").headers["location"] == "/runs/tiny/report/")
      for path in ["/serve.js", "/serve.css", "/favicon.ico", "/explain"] {
        #expect(try server.get(path).status == 200)
      }
      // What 'report' wrote is shown as it is.
      try Data("<html><body>written</body></html>".utf8).write(
        to: {
          let report = folder.appending(path: "results/\(run)/report")
          try FileManager.default.createDirectory(at: report, withIntermediateDirectories: true)
          return report.appending(path: "index.html")
        }()
      )
      #expect(try server.get("/runs/\(run)/report/").text.contains("written"))
    }
  }

  @Test func refusesWhatIsNotMeant() throws {
    try withServer { server, run, folder in
      try Data("secret".utf8).write(to: folder.appending(path: "secret.txt"))
      try FileManager.default.createSymbolicLink(
        atPath: folder.appending(path: "results/\(run)/link.txt").path,
        withDestinationPath: folder.appending(path: "secret.txt").path
      )
      try FileManager.default.createSymbolicLink(
        atPath: folder.appending(path: "results/out").path,
        withDestinationPath: folder.path
      )
      for path in [
        "/../secret.txt", "/runs/../../secret.txt", "/runs/tiny/%2e%2e/%2e%2e/secret.txt",
        "/runs/tiny/..%2f..%2fsecret.txt", "/runs//etc/passwd", "/runs/\(run)/%00",
      ] {
        #expect(try server.get(path).status == 400, "\(path)")
      }
      for path in [
        "/runs/\(run)/link.txt", "/runs/out/secret.txt", "/runs/out/pictures/report/",
        "/runs/\(run)/.claim",
        "/runs/\(run)/checkpoints/warm-up.h5", "/runs/nothing/report/", "/nothing",
        "/explanations/1/",
        "/runs/tiny/nothing-s1/report/",
      ] {
        let answer = try server.get(path)
        #expect(answer.status == 404 && !answer.text.contains("secret\n"), "\(path)")
      }
      for host in ["evil.example:\(server.port)", "127.0.0.1:1", "localhost.evil.example", ""] {
        #expect(try server.get("/", ["Host": host]).status == 421, "\(host)")
      }
      #expect(try server.get("/", ["Host": "localhost:\(server.port)"]).status == 200)
      for method in ["PUT", "DELETE", "OPTIONS", "TRACE", "POST", "get"] {
        let answer = try server.get("/", method: method)
        #expect(answer.status == 405 && answer.headers["allow"] == "GET, HEAD", "\(method)")
      }
      let network = "\(run)/checkpoints/cycle-1-projection.h5"
      let picture = try picture(in: folder)
      for headers in [
        ["Origin": "http://evil.example"], ["Origin": "null"], ["Origin": "https://\(server.host)"],
        ["Origin": "", "Sec-Fetch-Site": "cross-site"],
        ["Origin": "", "Sec-Fetch-Site": "same-site"],
      ] {
        #expect(
          try server.explain(picture, by: [network], headers: headers).status == 403,
          "\(headers)"
        )
      }
      #expect(server.end() == 0 && server.leftovers.isEmpty)
    }
  }

  @Test func explainsAPicture() throws {
    try withServer { server, run, folder in
      let networks = ["warm-up", "cycle-1-projection"].map { "\(run)/checkpoints/\($0).h5" }
      let picture = try picture(in: folder)
      let form = try server.get("/explain")
      #expect(networks.allSatisfy { form.text.contains("value=\"\($0)\"") })
      for chosen in [[networks[1]], networks] {
        let answer = try server.explain(picture, named: "../<b>ü.png", by: chosen)
        #expect(answer.status == 303, "\(answer.text)")
        let place = try #require(answer.headers["location"])
        let page = try server.get(place)
        #expect(
          page.status == 200 && page.text.contains("&lt;b&gt;ü.png") && !page.text.contains("<b>ü")
        )
        #expect(!page.text.contains("training image not found") || chosen.count > 1)
        let sources = page.text.matches(of: /src="([^"\/]*\/[^"]*)"/).map { String($0.1) }
          .filter { !$0.hasPrefix("/") }
        #expect(!sources.isEmpty)
        for source in sources {
          #expect(
            try server.get(place + source).headers["content-type"] == "image/png",
            "\(source)"
          )
        }
        let json = try server.get("\(place)explanation.json")
        let object = try JSONSerialization.jsonObject(with: json.body) as? [String: Any]
        let members = try #require(object?["members"] as? [[String: Any]])
        #expect(members.count == chosen.count)
        let points = members.compactMap { $0["points"] as? Double }
        let logit = try #require(object?["logit"] as? Double)
        #expect(abs(points.reduce(0, +) - logit) < 1e-3)
      }
      // Wrong pictures, names and forms.
      let damaged = Data(picture.prefix(picture.count / 2).prefix(60))
      for (wrong, status) in [
        (damaged, 422), (Data("no picture".utf8), 422), (Data(), 400), (Self.hugePicture, 422),
        (Data(count: 20_100_000), 413),
      ] {
        let answer = try server.explain(wrong, by: [networks[1]])
        #expect(answer.status == status, "\(wrong.count) bytes: \(answer.text)")
        #expect(!answer.text.contains(server.temporary.path))
      }
      // The length alone is enough, whether the bytes come or not.
      #expect(try server.send("POST", "/explain", [:], Data(), length: 40_000_000).status == 413)
      #expect(try server.send("POST", "/explain", [:], Data(count: 30_000_000)).status == 413)
      for wrong in [
        "tiny/../\(networks[1])", "\(run)/experiment.yaml", "/etc/passwd", "\(networks[1])x",
      ] {
        #expect(try server.explain(picture, by: [wrong]).status == 404, "\(wrong)")
      }
      #expect(try server.explain(picture, by: []).status == 400)
      #expect(try server.send("POST", "/explain", [:], Data("x".utf8)).status == 400)
      // A picture after all that, and nothing is left of it.
      #expect(try server.explain(picture, by: [networks[1]]).status == 303)
      #expect(server.leftovers.count == 1)
      #expect(server.end(SIGINT) == 130 && server.leftovers.isEmpty)
    }
  }

  /// A PNG file of a hundred million pixels, as far as its head goes.
  private static let hugePicture: Data = {
    var data = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13])
    let head = Data("IHDR".utf8) + Data([0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10, 8, 2, 0, 0, 0])
    var sum: UInt32 = .max
    for byte in head {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : sum >> 1 ^ 0xEDB8_8320 }
    }
    data += head
    for shift in [24, 16, 8, 0] { data.append(UInt8(truncatingIfNeeded: ~sum >> UInt32(shift))) }
    return data + Data(count: 100)
  }()

  @Test func slowReadersHoldNobodyUp() throws {
    try withServer { server, _, folder in
      let slow = try (0..<10).map { _ in try RawSocket(port: server.port) }
      for socket in slow { socket.send(Data("GET / HTTP/1.1\r\nHost: ".utf8)) }
      #expect(try server.get("/").status == 200)
      // One that never ends its head is told so.
      let endless = try RawSocket(port: server.port)
      endless.send(Data("GET / HTTP/1.1\r\n".utf8) + Data(repeating: 0x41, count: 40_000))
      #expect(ServedProgram.answer(endless.readToEnd()).status == 431)
      withExtendedLifetime(slow) {}

      // The port is taken now.
      let other = try Program.run("serve", "--port", "\(server.port)", in: folder)
      #expect(other.code == 1 && other.output.isEmpty)
      #expect(other.errors.contains("port \(server.port) of 127.0.0.1 is taken by another program"))
      #expect(server.end() == 0)
    }
  }

  @Test func followsARunThatTrains() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(
        in: folder,
        schedule: "schedule: {warm-up: {epochs: 1}, cycles: [{joint: {epochs: 100000}}]}"
      )
      let server = try ServedProgram(in: folder)
      #expect(try server.get("/").text.contains("no runs in results yet"))
      let run = Program.process(["run", "tiny.yaml"], in: folder)
      (run.standardError, run.standardOutput) = (FileHandle.nullDevice, FileHandle.nullDevice)
      try run.run()
      defer {
        kill(run.processIdentifier, SIGKILL)
        run.waitUntilExit()
      }
      var found: [String: Any] = [:]
      let end = Date(timeIntervalSinceNow: 60)
      while found["perHour"] == nil, Date() < end {
        let object = try JSONSerialization.jsonObject(with: server.get("/progress.json").body)
        found = (object as? [String: [[String: Any]]])?["runs"]?.first ?? [:]
        Thread.sleep(forTimeInterval: 0.3)
      }
      #expect(
        found["state"] as? String == "running" && found["stage"] as? String == "cycle-1/joint"
      )
      #expect(found["passes"] as? Int == 100_000 && found["pass"] as? Int ?? 0 > 1)
      #expect(found["secondsLeft"] as? Double ?? 0 > 0)
      #expect(found["testAccuracy"] is Double && found["trainAccuracy"] is Double)
      #expect((found["text"] as? String)?.contains("passes an hour") == true)
      #expect(try server.get("/").text.contains("data-state=\"running\""))
      #expect(server.end() == 0 && server.leftovers.isEmpty)
    }
  }
}
