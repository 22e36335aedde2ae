import Foundation
import TestSupport
import Testing

/// Whatever a record.json says, every command that reads it ends with an answer or with one clear sentence.
struct HostileRecordTests {
  private static let short = """
    schedule:
      warm-up: {steps: 1}
      cycles:
        - joint: {steps: 1}
          last-layer: {solver: convex}
          pruning: {nearest: 3, threshold: 2}
    checks: {theorem: true, last-layer: true}
    pictures: {prototypes: 1}
    """

  @Test func noRecordEndsACommandWithASignal() throws {
    try Places.withTemporaryDirectory { folder in
      _ = try TinyExperiment(in: folder, schedule: Self.short)
      let run = try Program.run("run", "tiny.yaml", in: folder)
      let directory = String(try #require(run.output.split(separator: ":").first))
      let file = folder.appending(path: "\(directory)/record.json")
      let original = try Data(contentsOf: file)
      let other = folder.appending(path: "other")
      try FileManager.default.copyItem(at: file.deletingLastPathComponent(), to: other)
      var draws = Draws(seed: 3)
      for number in 0..<20 {
        var record = try JSONSerialization.jsonObject(with: original)
        for _ in 0...draws.next(below: 2) { record = Self.changed(record, &draws) }
        let data = try JSONSerialization.data(withJSONObject: record)
        try data.write(to: file)
        let kind = Self.kinds[draws.next(below: Self.kinds.count)]
        let commands = [
          ["table", directory, "--kind", kind], ["report", directory, "--output", "pages"],
          ["compare", directory, "other"],
          ["verify", directory, "--experiment-folder", "."] + (number < 5 ? [] : ["--quick"]),
        ]
        for command in commands {
          let outcome = try Program.run(command, in: folder)
          #expect(
            (0...3).contains(outcome.code),
            "\(command) exits \(outcome.code) on \(String(decoding: data, as: UTF8.self))"
          )
          #expect(!outcome.output.isEmpty || !outcome.errors.isEmpty)
        }
      }
    }
  }

  private static let kinds = [
    "results", "table-1", "cars", "ablation", "pruning", "ensemble", "theorem", "last-layer",
    "interpretability", "cross-validation", "claims",
  ]

  private static var values: [Any] {
    [
      -1, 0, 7, 1_000_000_000_000, Int.max, Int.min, 1e300, -1e300, 1e-300, 0.5, "", "warm-up",
      "../../elsewhere", [Any](), [String: Any](), NSNull(), true, [1, 2, 3],
    ]
  }

  /// A value with something in it replaced, removed or standing there twice.
  private static func changed(_ value: Any, _ draws: inout Draws) -> Any {
    let goesOn = draws.next(below: 6) > 0
    if var fields = value as? [String: Any], !fields.isEmpty {
      let key = fields.keys.sorted()[draws.next(below: fields.count)]
      if goesOn, let field = fields[key] {
        fields[key] = changed(field, &draws)
      } else {
        fields[key] = nil
      }
      return fields
    }
    if var elements = value as? [Any], !elements.isEmpty {
      let index = draws.next(below: elements.count)
      if goesOn {
        elements[index] = changed(elements[index], &draws)
      } else if draws.next(below: 2) == 0 {
        elements.remove(at: index)
      } else {
        elements.append(elements[index])
      }
      return elements
    }
    return values[draws.next(below: values.count)]
  }
}
