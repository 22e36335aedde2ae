import Checkpoints
import Experiments
import Foundation
import ProtoPNet
import Recipe
import Tensors
import TestSupport
import Testing
import Runs

/// docs/formats.md beside the files themselves: what is written has a row, and what has a row is written.
struct FormatsTests {
  private static let page = Result { try Page("docs/formats.md") }

  @Test func theFormatsPageIsWhatTheProgramWrites() throws {
    try Places.withTemporaryDirectory { folder in
      let files = try WrittenFiles(in: folder)
      try checkFolders(files)
      try checkRecords(files)
      try checkLogs(files)
      try checkHDF5(files)
    }
  }

  // MARK: - Names of files

  private func checkFolders(_ files: WrittenFiles) throws {
    let rows = Set(try Self.page.get().rows(below: "The run directory").compactMap(\.first))
    var met: Set<String> = []
    for run in files.runs {
      let paths = try FileManager.default.subpathsOfDirectory(atPath: run.url.path)
      for path in paths where PathKind.isFile(run.file(path)) {
        let row = rows.filter { Pattern($0).matches(path) }.max {
          Pattern($0).weight < Pattern($1).weight
        }
        #expect(row != nil, "docs/formats.md has no row of the run's file \(path)")
        if let row { met.insert(row) }
      }
    }
    let stage = Stage.ID(.joint, cycle: 1)
    let evidence: [RunDirectory.EvidenceFile] = [
      .predictions(stage), .projection(cycle: 1), .theorem(cycle: 1), .lastLayer(cycle: 1),
      .pruning(cycle: 1),
      .prototypes(stage),
    ]
    for path in evidence.map(\.path)
      + RunDirectory.Picture.allCases.map({ $0.path(ofPrototype: 0) })
    {
      #expect(rows.contains { Pattern($0).matches(path) }, "docs/formats.md has no row of \(path)")
    }
    // Held while a run is performed, and gone at its end.
    let unseen = rows.subtracting(met).subtracting([".claim"])
    #expect(
      unseen.isEmpty,
      "docs/formats.md has rows of files that no run leaves: \(unseen.sorted())"
    )
  }

  // MARK: - JSON

  private func leaves(_ data: Data) throws -> Set<String> {
    let value = try JSONDecoder().decode(RecordValue.self, from: data)
    return Set(value.leaves.map { $0.path.replacing(/\[\d+\]/, with: "[]") })
  }

  /// Fields against the rows of a table; an empty list or object stands for what it might hold.
  private func check(_ found: Set<String>, heading: String, rare: Set<String>) throws {
    let rows = Set(try Self.page.get().rows(below: heading).compactMap(\.first))
    #expect(rows.count > 5, "\(heading) has no table")
    var met: Set<String> = []
    for field in found {
      let row =
        [field, field + "[]"].first { rows.contains($0) } ?? rows.first {
          Pattern($0).matches(field)
        }
        ?? rows.first { $0.hasPrefix(field + "[]") || $0.hasPrefix(field + ".") }
      #expect(row != nil, "\(heading): docs/formats.md has no row of '\(field)'")
      if let row { met.insert(row) }
    }
    let unseen = rows.subtracting(met).subtracting(rare)
    #expect(unseen.isEmpty, "\(heading): rows of fields that are in no file: \(unseen.sorted())")
  }

  private func checkRecords(_ files: WrittenFiles) throws {
    var found = try files.runs.filter(\.hasRecord).map { try leaves(Data(contentsOf: $0.record)) }
      .reduce(into: Set()) {
        $0.formUnion($1)
      }
    let results = Places.package.appending(path: "results")
    for path in try FileManager.default.subpathsOfDirectory(atPath: results.path)
    where path.hasSuffix("/record.json") {
      found.formUnion(try leaves(Data(contentsOf: results.appending(path: path))))
    }
    try check(
      found,
      heading: "record.json",
      rare: [
        // Of processors that have the instructions.
        "environment.precision",
        "stages[].projectionCheck.greatestShareOfBound", "stages[].evaluation.notNumberCount",
        "stages[].validation.notNumberCount",
        "stages[].prototypeMetrics.cards[].maskSource",
        "stages[].prototypeMetrics.prototypes[].backgroundShare",
        "stages[].prototypeMetrics.prototypes[].duplicateOf",
        "stages[].prototypeMetrics.prototypes[].part",
        "stages[].prototypeMetrics.prototypes[].partShare",
        "stages[].prototypeMetrics.prototypes[].purity",
        "stages[].prototypeMetrics.prototypes[].purityPart",
      ]
    )
  }

  private func checkLogs(_ files: WrittenFiles) throws {
    var (fields, events) = (Set<String>(), Set<String>())
    for run in files.runs {
      let text = try String(contentsOf: run.metrics, encoding: .utf8)
      for line in text.split(separator: "\n") {
        fields.formUnion(try leaves(Data(line.utf8)))
        let decoded = try JSONDecoder().decode(MetricsLine.self, from: Data(line.utf8))
        events.insert(decoded.event?.rawValue ?? "")
      }
    }
    try check(fields, heading: "metrics.jsonl", rare: [])
    let text = try Self.page.get().prose
    for event in events where !event.isEmpty {
      #expect(
        text.contains("`\"event\": \"\(event)\"`"),
        "docs/formats.md says nothing of the event '\(event)'"
      )
    }
  }

  // MARK: - HDF5

  private func checkHDF5(_ files: WrittenFiles) throws {
    let page = try Self.page.get()
    var met: [String: Set<String>] = [:]
    for url in try files.hdf5 {
      let file = try HDF5Reader(contentsOf: url)
      let format = try file.textAttribute("format", of: "/")
      let rows = page.rows(below: format)
      #expect(!rows.isEmpty, "docs/formats.md has no heading '\(format)'")
      for name in try HDF5Snapshot.names(in: file)
      where !["axes", "unit", "meaning"].contains(where: { name.hasSuffix("@\($0)") }) {
        let row = rows.filter { Pattern($0[0]).matches(name) }.max {
          Pattern($0[0]).weight < Pattern($1[0]).weight
        }
        guard let row else {
          Issue.record("\(format): docs/formats.md has no row of '\(name)'")
          continue
        }
        met[format, default: []].insert(row[0])
        #expect(try file.typeName(of: name) == row[1], "\(format): the type of '\(name)'")
        guard !name.contains("@") else { continue }
        let note = try note(of: name, in: file)
        #expect(
          note == Array(row[2...]),
          "\(format): what docs/formats.md and the file say of '\(name)'"
        )
        let axes = note[0].isEmpty ? [] : note[0].split(separator: ",").map(String.init)
        if !note[0].hasPrefix("as "), !["protopnet-rows", "protopnet-prototypes"].contains(format) {
          #expect(try file.shape(of: name).rank == axes.count, "\(format): the axes of '\(name)'")
        }
      }
    }
    for (format, names) in met {
      let rows = Set(page.rows(below: format).map { $0[0] })
      let columns = Set(
        PrototypeEvidence.IntegerColumn.allCases.map { "/\($0.rawValue)" }
          + PrototypeEvidence.NumberColumn.allCases.map { "/\($0.rawValue)" }
      )
      // Which columns there are depends on what is known of the pictures.
      let unseen = rows.subtracting(names).subtracting(
        format == "protopnet-prototypes" ? columns : []
      )
      #expect(
        unseen.isEmpty,
        "\(format): docs/formats.md has rows that no file has: \(unseen.sorted())"
      )
      if format == "protopnet-prototypes" {
        #expect(
          columns.isSubset(of: rows),
          "columns without a row: \(columns.subtracting(rows).sorted())"
        )
      }
    }
    #expect(met.count == 14, "\(met.keys.sorted())")
  }

  /// Axes, unit and meaning of a dataset, or of the nearest group above it that has them.
  private func note(of dataset: String, in file: borrowing HDF5Reader) throws -> [String] {
    var object = dataset
    while try !file.hasAttribute("meaning", of: object) {
      guard object != "/", let end = object.lastIndex(of: "/") else {
        return ["", "", "nothing says what it is"]
      }
      object = end == object.startIndex ? "/" : String(object[..<end])
    }
    return try ["axes", "unit", "meaning"].map { try file.textAttribute($0, of: object) }
  }
}

/// A name in which `<…>` stands for any text and `…` ends names that go on.
private struct Pattern {
  private let parts: [Substring]

  init(_ text: String) {
    parts = text.replacing(/<[^>]*>/, with: "\0").split(
      separator: "\0",
      omittingEmptySubsequences: false
    )
  }

  /// The longer what is spelled out, the closer it is.
  var weight: Int { parts.reduce(0) { $0 + $1.count } }

  func matches(_ name: String) -> Bool {
    guard parts.count > 1 else { return name == parts[0] }
    var rest = name[...]
    guard rest.hasPrefix(parts[0]) else { return false }
    rest = rest.dropFirst(parts[0].count)
    for part in parts.dropFirst().dropLast() {
      guard let range = rest.firstRange(of: part), range.lowerBound > rest.startIndex else {
        return false
      }
      rest = rest[range.upperBound...]
    }
    guard let last = parts.last else { return false }
    return rest.count > last.count && rest.hasSuffix(last) || last.isEmpty && !rest.isEmpty
  }
}

private enum PathKind {
  static func isFile(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && !isFolder.boolValue
  }
}
