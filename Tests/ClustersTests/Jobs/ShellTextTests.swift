import Clusters
import Foundation
import Testing

struct ShellTextTests {
  /// Bash gives back every word as it was, from a line of a file.
  @Test func everyWordSurvives() throws {
    let words = [
      "plain-1.0/x_y", "", " ", "a b", "it's", "say \"hi\"", "$HOME `id` $(id)", "*?[a]", "a\\b",
      "é ü 字 🐦",
      "line\nbreak\ttab", "\u{1}\u{7F}", "-n", "--set=a=[1, 2]", "#no", "~", "!x", "{a,b}", ";&|<>",
    ]
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "shell-\(UUID().uuidString)"
    )
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(!words.shellLine.contains("\n"))
    try Data("\(words.shellLine)\n".utf8).write(to: folder.appending(path: "tasks"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.currentDirectoryURL = folder
    process.arguments = [
      "-c", #"eval "task=($(sed -n "1p" tasks))"; printf '%s\0' "${task[@]}" > out"#,
    ]
    try process.run()
    process.waitUntilExit()
    let output = try Data(contentsOf: folder.appending(path: "out"))
    #expect(output == Data(words.map { "\($0)\0" }.joined().utf8))
  }
}
