import Experiments
import Foundation
import TestSupport
import Testing

/// The schema of records and what reads them agree.
struct RecordSchemaTests {
  private static let results = Places.package.appending(path: "results")

  private static func records() throws -> [URL] {
    try FileManager.default.subpathsOfDirectory(atPath: results.path)
      .filter { $0.hasSuffix("/record.json") }.sorted().map { results.appending(path: $0) }
  }

  @Test func takesEveryRecord() throws {
    let validator = try SchemaValidator(json: RecordSchema.schema().json)
    let records = try Self.records()
    #expect(records.count > 5)
    for file in records {
      let value = try JSONDecoder().decode(RecordValue.self, from: Data(contentsOf: file))
      #expect(try validator.problems(of: value) == [], "\(file.path)")
      #expect(throws: Never.self) { try RunRecord(contentsOf: file) }
    }
  }

  /// Every field of a record, once missing, once of another type and once below zero.
  @Test func refusesTheSameRecords() throws {
    let validator = try SchemaValidator(json: RecordSchema.schema().json)
    let file = try #require(
      try Self.records().first { $0.path.contains("theorem") } ?? Self.records().first
    )
    let good = try JSONDecoder().decode(RecordValue.self, from: Data(contentsOf: file))
    var paths: Set<String> = []
    var count = 0
    try Places.withTemporaryDirectory { folder in
      let copy = folder.appending(path: "record.json")
      for leaf in good.leaves where paths.insert(Self.kind(leaf.path)).inserted {
        let steps = Self.steps(leaf.path)
        var broken = [good.setting(steps, to: .object(["a": .boolean(true)]))]
        if let number = leaf.value.double, number >= 0, case .integer = leaf.value {
          broken.append(good.setting(steps, to: .integer(-1)))
          broken.append(good.setting(steps, to: .number(0.5)))
        }
        if !leaf.path.hasSuffix("]") { broken.append(good.removing(steps)) }
        for (index, value) in broken.enumerated() where value != good {
          try JSONEncoder().encode(value).write(to: copy)
          let isRead = (try? RunRecord(contentsOf: copy)) != nil
          let fits = try validator.problems(of: value).isEmpty
          // Numbers that belong together are beyond a schema.
          #expect(fits == isRead || fits && index > 0, "\(leaf.path) \(index)")
          count += 1
        }
      }
    }
    #expect(count >= 100)
  }

  /// A path whose indices make no difference.
  private static func kind(_ path: String) -> String {
    path.replacing(/\[[0-9]+\]/, with: "[]")
  }

  private static func steps(_ path: String) -> [String] {
    path.split(separator: ".").flatMap { step in
      step.split(separator: "[").map { $0.hasSuffix("]") ? "[\($0)" : String($0) }
    }
  }
}
