import Digests
package import Experiments
import Files
package import Foundation
import ProtoPNet
import Runs

/// Holds a run's files against the digests in its record, and the record against its own.
package struct DigestVerifier {
  package let record: RunRecord
  /// The SHA-256 of the record as it lies on the disk; see `RunRecord.contentDigest()`.
  package let digest: String
  let directory: RunDirectory
  private let bytes: Data

  /// Reads a run's record.
  ///
  /// - Throws: `RecordError`.
  package init(run: URL) throws(RecordError) {
    directory = RunDirectory(url: run)
    record = try RunRecord(contentsOf: directory.record)
    do {
      bytes = try Data(contentsOf: directory.record)
    } catch {
      throw .unreadable(file: directory.record.path, reason: error.reason)
    }
    digest = RunRecord.contentDigest(ofFile: bytes)
  }

  /// Looks at the record and at every file.
  ///
  /// `expected` is the digest that the run printed at its end, if that is known. `progress` hears of the
  /// files that are done.
  package func verify(
    expecting expected: String? = nil,
    _ result: inout Verification,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    verifyRecord(expected, &result)
    let files = namedFiles
    var problems: [Verification.Difference] = []
    for (index, file) in files.enumerated() {
      let found = Self.digest(of: directory.file(file.path))
      if found != file.digest {
        problems.append(
          Verification.Difference(
            file: file.path,
            field: "",
            recorded: "sha256:\(file.digest)",
            derived: found.map { "sha256:\($0)" } ?? "nothing, as it is missing or unreadable"
          )
        )
      }
      progress(index + 1, files.count)
    }
    problems += pictureProblems
    let stray = strayFiles(besides: Set(files.map { ByteName($0.path) }))
    if !record.isComplete {
      // The stage under way may have replaced these before the record names them.
      let passing = problems.filter { isReplacedBeforeRecord($0.file) }
      problems.removeAll { passing.contains($0) }
      for problem in passing {
        result.note("run", "\(problem.text), perhaps by the stage under way")
      }
    }
    result.expect(
      "run",
      "\(files.count) files and the prototypes' pictures have the digests of the record",
      failing: problems
    )
    if !stray.isEmpty {
      let names = stray.prefix(5).joined(separator: ", ")
      result.note("run", "\(stray.count) files that the record does not name: \(names)")
    }
  }

  private func isReplacedBeforeRecord(_ path: String) -> Bool {
    ["experiment.yaml", "convolutions.txt"].contains(path)
      || ["prototypes/", "checks/pruning-"].contains { path.hasPrefix($0) }
  }

  // MARK: - The record

  private func verifyRecord(_ expected: String?, _ result: inout Verification) {
    var problems: [String] = []
    if let claim = record.digest {
      if claim != digest {
        problems.append(
          Verification.Difference.ofRecord("digest", "sha256:\(claim)", "sha256:\(digest)").text
        )
      }
      problems += formProblems
    } else if record.isOfEarlierVersion {
      result.note(
        "run",
        "record.json has no digest of itself, of the experiment and of the pictures, which are not "
          + "covered: it was written by an earlier version"
      )
    } else {
      problems.append(
        Verification.Difference.ofRecord("digest", "nothing", "sha256:\(digest)").text
      )
    }
    if let expected, expected != digest {
      problems.append("the record is sha256:\(digest), and not sha256:\(expected) as expected")
    }
    if record.digest == nil, problems.isEmpty, expected == nil { return }
    result.expect(
      "run",
      expected == nil
        ? "the record has the digest that it says" : "the record is the one that was expected",
      failing: problems
    )
  }

  /// Whatever is in the file and not in the record as this program reads and writes it.
  private var formProblems: [String] {
    do {
      let written = try record.encoded()
      guard written != bytes else { return [] }
      let (found, known) = try (
        JSONDecoder().decode(RecordValue.self, from: bytes),
        JSONDecoder().decode(RecordValue.self, from: written)
      )
      let differences = RecordComparison(isExact: true).differences(
        recorded: found.leaves,
        derived: known.leaves
      )
      return differences.isEmpty
        ? ["record.json has the fields of a record, but not as the program writes them"]
        : differences.map(\.text)
    } catch {
      return ["record.json cannot be written again: \(error)"]
    }
  }

  // MARK: - Files

  /// The files that the record names, each once: a later stage may have added to a file, so the last digest
  /// counts.
  private var namedFiles: [StageRecord.Evidence] {
    var digests: [ByteName: String] = [:]
    var paths: [String] = []
    for file in (record.files ?? []) + record.stages.flatMap(\.namedFiles)
    where digests.updateValue(file.digest, forKey: ByteName(file.path)) == nil {
      paths.append(file.path)
    }
    return paths.map { StageRecord.Evidence(path: $0, digest: digests[ByteName($0)] ?? "") }
  }

  /// Prototypes whose pictures are not those of the last projection.
  private var pictureProblems: [Verification.Difference] {
    let prototypes = record.stages.last { $0.projection != nil }?.projection?.prototypes ?? []
    return prototypes.compactMap { prototype in
      guard let claim = prototype.pictureDigest else { return nil }
      let found: String?
      do {
        found = try directory.picturesDigest(ofPrototype: prototype.index)
      } catch { found = nil }
      guard found != claim else { return nil }
      return Verification.Difference(
        file: RunDirectory.Picture.crop.path(ofPrototype: prototype.index),
        field: "with box and overlay",
        recorded: "sha256:\(claim)",
        derived: found.map { "sha256:\($0)" } ?? "nothing, as one is missing or unreadable"
      )
    }
  }

  /// Files of the run's folder that neither the record names nor the program makes beside it.
  private func strayFiles(besides named: Set<ByteName>) -> [String] {
    let prototypes = record.stages.flatMap { $0.projection?.prototypes ?? [] }
    let pictures = prototypes.flatMap { prototype in
      prototype.picture == nil
        ? [] : RunDirectory.Picture.allCases.map { $0.path(ofPrototype: prototype.index) }
    }
    let others =
      ["record.json", "metrics.jsonl", Turn.claimName]
      + (record.digest == nil ? ["experiment.yaml", "convolutions.txt"] : [])
    let known = named.union((pictures + others).map(ByteName.init))
    let all =
      FileManager.default.enumerator(atPath: directory.url.path)?
      .compactMap { $0 as? String } ?? []
    return all.sortedByBytes().filter { path in
      !known.contains(ByteName(path))
        && !["report/", "features/", "saves/"].contains(where: path.hasPrefix)
        && !path.contains(".partial") && isFile(path)
    }
  }

  private func isFile(_ path: String) -> Bool {
    do {
      let facts = try FileManager.default.attributesOfItem(atPath: directory.file(path).path)
      return facts[.type] as? FileAttributeType != .typeDirectory
    } catch { return false }
  }

  /// Nil for a file that cannot be read.
  static func digest(of file: URL) -> String? {
    do {
      return "\(try SHA256Digest(contentsOf: file))"
    } catch { return nil }
  }
}
