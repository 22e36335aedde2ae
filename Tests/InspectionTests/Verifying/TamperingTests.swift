import Checkpoints
import Experiments
import Foundation
import Inspection
import RunsTestSupport
import TestSupport
import Testing
import Runs

/// Everything that a run claims, changed place by place with all digests adjusted: repeating the stages finds
/// it, or docs/verification.md says that the record's digest alone covers it.
struct TamperingTests {
  // MARK: - The record

  /// Every leaf of the record, nudged and removed.
  @Test func everyFieldOfTheRecordIsDerivedOrCoveredByItsDigest() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try TamperedRun(in: folder)
      let coverage = try Coverage()
      let whole = try JSONDecoder().decode(RecordValue.self, from: run.record.encoded())
      var (found, covered, missed) = (0, 0, [String]())
      // The digest itself is written anew with every record.
      for leaf in whole.leaves.sample where leaf.path != "digest" {
        for tampered in leaf.tamperings(of: whole) {
          guard let record = try readable(tampered, in: folder) else {
            found += 1
            continue
          }
          if record == run.record {
            // The program reads the same from it, as of a float that has more digits than it needs.
            #expect(try isFoundByItsForm(tampered, run), "\(leaf.path)")
            found += 1
          } else if try !run.findings(of: record, changedAt: leaf.path).isEmpty {
            found += 1
          } else if try !run.digestFindings(of: record).isEmpty {
            found += 1
          } else if coverage.isByDigestAlone(leaf.path) {
            covered += 1
            let texts = try run.digestFindings(of: record, expecting: run.record.contentDigest())
            #expect(texts.contains { $0.hasPrefix("the record is sha256:") }, "\(leaf.path)")
          } else {
            missed.append(leaf.path)
          }
        }
      }
      #expect(missed == [])
      #expect(
        found > 1000 && covered > 10,
        "\(found) found, \(covered) covered by the digest alone"
      )
    }
  }

  /// Elements removed from a list, or standing in it twice.
  @Test func everyListOfTheRecordIsComplete() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try TamperedRun(in: folder)
      let coverage = try Coverage()
      let whole = try JSONDecoder().decode(RecordValue.self, from: run.record.encoded())
      let lists = Set(
        whole.leaves.flatMap { leaf in
          leaf.path.indices.filter { leaf.path[$0] == "[" }.map { String(leaf.path[..<$0]) }
        }
      )
      var missed: [String] = []
      for path in lists.sorted() {
        for change in [RecordValue.withoutLast, RecordValue.withLastTwice] {
          guard let record = try readable(whole.changing(path, change), in: folder) else {
            continue
          }
          let texts = try run.findings(of: record, changedAt: path)
          if texts.isEmpty, !coverage.isByDigestAlone(path) { missed.append(path) }
        }
      }
      #expect(missed == [])
      #expect(lists.count > 50)
    }
  }

  /// The record as the program reads it; nil where it refuses to.
  private func readable(_ value: RecordValue, in folder: URL) throws -> RunRecord? {
    let file = folder.appending(path: "tampered.json")
    try JSONEncoder().encode(value).write(to: file)
    do {
      return try RunRecord(contentsOf: file)
    } catch { return nil }
  }

  /// Whether a file with an adjusted digest is seen not to be as the program writes it.
  private func isFoundByItsForm(_ value: RecordValue, _ run: TamperedRun) throws -> Bool {
    let original = try Data(contentsOf: run.directory.record)
    defer { try? original.write(to: run.directory.record) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    func bytes(_ digest: String) throws -> Data {
      try encoder.encode(value.changing("digest") { _ in .text(digest) }) + Data("\n".utf8)
    }
    try bytes(RunRecord.contentDigest(ofFile: bytes(""))).write(to: run.directory.record)
    var result = Verification()
    try DigestVerifier(run: run.directory.url).verify(&result)
    return !result.mismatches.isEmpty
  }

  // MARK: - Files of evidence

  /// One value of every dataset and attribute of every HDF5 file.
  @Test func everyValueOfEveryFileIsDerivedOrCoveredByItsDigest() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try TamperedRun(in: folder)
      let coverage = try Coverage()
      var draws = Draws(seed: 7)
      var (found, covered, missed) = (0, [String](), [String]())
      for (path, index) in run.files {
        let contents = try HDF5Snapshot(contentsOf: run.directory.file(path))
        for name in contents.variables.keys.sorted() {
          // Parameters and moments are many and alike.
          let isOneOfMany = ["/parameters/", "/optimizer/"].contains { name.hasPrefix($0) }
          guard isThorough || !isOneOfMany || draws.next(below: 3) == 0 else { continue }
          guard let tampered = contents.tampering(name, &draws) else { continue }
          try run.whileTampered(path, tampered) { verifier in
            if try isFound(verifier, run, index) {
              found += 1
            } else if coverage.isByDigestAlone(value: name) {
              covered.append("\(path) \(name)")
            } else {
              missed.append("\(path) \(name)")
            }
          }
        }
      }
      #expect(missed == [])
      #expect(found > 300)
      // Moments of the optimiser that a warm-up or a joint stage trained with.
      #expect(
        covered.allSatisfy { $0.contains(/(warm-up.*optimizer.warm-up|joint.*optimizer.joint)/) }
      )
      #expect(covered.count < found / 10, "\(covered)")
    }
  }

  /// Whether a changed file of a stage shows in it, or in the stage after it that goes on from it.
  private func isFound(_ verifier: RunVerifier, _ run: TamperedRun, _ index: Int) throws -> Bool {
    var result = Verification()
    do {
      try verifier.compare(run.derived[index], &result)
      if !result.mismatches.isEmpty { return true }
      for later in index...min(index + 1, run.record.stages.count - 1) {
        try verifier.compare(verifier.derive(later, &result), &result)
        if !result.mismatches.isEmpty { return true }
      }
    } catch {
      // A file that cannot be read or used.
      return true
    }
    return false
  }

  // MARK: - Files

  /// Every file removed, cut, prolonged, and swapped with another one, without adjusting a digest.
  @Test func everyFileIsInTheChain() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try TamperedRun(in: folder)
      let files = FileManager.default
      let names = try Places.contents(of: run.directory.url).keys.sorted()
      #expect(names.count > 30)
      for name in names where name != "record.json" {
        let file = run.directory.file(name)
        let original = try Data(contentsOf: file)
        let others = try names.filter {
          let other = try Data(contentsOf: run.directory.file($0))
          return $0.hasSuffix(file.pathExtension) && other != original
        }
        let changes: [(String, Data?)] =
          [
            ("removed", nil), ("cut", original.dropLast(5)), ("prolonged", original + [0x7B]),
          ] + others.prefix(1).map { ("swapped", try? Data(contentsOf: run.directory.file($0))) }
        for (change, data) in changes {
          defer { try? original.write(to: file) }
          if let data { try data.write(to: file) } else { try files.removeItem(at: file) }
          var result = Verification()
          try DigestVerifier(run: run.directory.url).verify(&result)
          run.verifier.verifyMetrics(&result)
          #expect(!result.mismatches.isEmpty, "\(name) \(change)")
        }
      }
      var result = Verification()
      try DigestVerifier(run: run.directory.url).verify(&result)
      #expect(result.mismatches.map(\.text) == [])
    }
  }

  /// Figures of the log that the record has too.
  @Test func theLogAgreesWithTheRecord() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try TamperedRun(in: folder)
      let lines = try String(contentsOf: run.directory.metrics, encoding: .utf8)
        .split(separator: "\n").map(String.init)
      var count = 0
      for (index, line) in lines.enumerated()
      where !["began", "ended"].contains(where: { line.contains("\"\($0)\"") }) {
        let value = try JSONDecoder().decode(RecordValue.self, from: Data(line.utf8))
        for leaf in value.leaves
        where !["seconds", "averageSeparation", "lastLayerNorm"].contains(leaf.path) {
          guard leaf.path != "step" || line.contains("\"epoch\":2") else { continue }
          for tampered in leaf.tamperings(of: value) {
            var changed = lines
            changed[index] = String(decoding: try JSONEncoder().encode(tampered), as: UTF8.self)
            try Data(changed.joined(separator: "\n").utf8).write(to: run.directory.metrics)
            var result = Verification()
            run.verifier.verifyMetrics(&result)
            #expect(!result.mismatches.isEmpty, "\(leaf.path) of \(line)")
            count += 1
          }
        }
      }
      #expect(count > 50)
    }
  }

  // MARK: - Documentation

  /// Every field has a row, and every row is of some field.
  @Test func theDocumentationNamesEveryField() throws {
    try Places.withTemporaryDirectory { folder in
      let run = try TamperedRun(in: folder)
      let coverage = try Coverage()
      let whole = try JSONDecoder().decode(RecordValue.self, from: run.record.encoded())
      for leaf in whole.leaves {
        #expect(coverage.row(of: leaf.path) != nil, "docs/verification.md lacks \(leaf.path)")
      }
      let used = Set(whole.leaves.compactMap { coverage.row(of: $0.path) })
      // What this run has not: another model's name, a stage of another run.
      let unused = Set(coverage.fields.keys.filter { !$0.hasPrefix("/") }).subtracting(used)
      #expect(
        unused.isSubset(of: ["model", "stages[].sharedFrom", "stages[].passes"]),
        "\(unused)"
      )
    }
  }
}

extension TamperedRun {
  /// The HDF5 files with the stage that wrote each last.
  fileprivate var files: [(path: String, index: Int)] {
    var files: [String: Int] = [:]
    for (index, stage) in record.stages.enumerated() {
      files[stage.checkpoint] = index
      let evidence = (stage.evidence ?? []) + [stage.predictions].compactMap(\.self)
      for file in evidence { files[file.path] = index }
      if let path = stage.lastLayer?.evidence { files[path] = index }
    }
    return files.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// Whether every element of every list is tampered with, which takes minutes.
private let isThorough = ProcessInfo.processInfo.environment["PROTOPNET_TAMPERING"] == "thorough"

extension [RecordValue.Leaf] {
  /// Of elements of lists that are alike, such as a hundred percentiles, the first, the last and one between.
  fileprivate var sample: [RecordValue.Leaf] {
    if isThorough { return self }
    let groups = Dictionary(grouping: self) { leaf in
      // Stages are not alike.
      let stage = leaf.path.prefixMatch(of: /stages\[\d+\]/).map { String($0.output) } ?? ""
      return stage + leaf.path.dropFirst(stage.count).replacing(/\[\d+\]/, with: "[]")
    }
    let chosen = Set(
      groups.values.flatMap { leaves in
        [0, leaves.count / 2, leaves.count - 1].map { leaves[$0].path }
      }
    )
    return filter { chosen.contains($0.path) }
  }
}

/// The table of docs/verification.md.
private struct Coverage {
  /// What fields and values are derived from, by how they begin.
  let fields: [String: String]

  init() throws {
    let file = Places.package.appending(path: "docs/verification.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    var fields: [String: String] = [:]
    for line in text.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      for name in cells[0].split(separator: ",") {
        fields[name.trimmingCharacters(in: CharacterSet(charactersIn: " `"))] = cells[1]
      }
    }
    self.fields = fields
  }

  /// The longest entry that a field begins with.
  func row(of path: String) -> String? {
    let general = path.replacing(/\[\d+\]/, with: "[]")
    return fields.keys.filter { !$0.hasPrefix("/") && (general + ".").hasPrefix($0) }
      .max { $0.count < $1.count }
  }

  func isByDigestAlone(_ path: String) -> Bool {
    row(of: path).flatMap { fields[$0] } == "digest alone"
  }

  func isByDigestAlone(value name: String) -> Bool {
    fields.keys.filter { $0.hasPrefix("/") }.contains { key in
      name.hasPrefix(key.replacing("<the stage>", with: ""))
    }
  }
}
