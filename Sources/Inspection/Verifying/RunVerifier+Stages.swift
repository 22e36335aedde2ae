import Checkpoints
import Digests
import Experiments
import Files
import Foundation
import ProtoPNet
import Recipe
import Runs

extension RunVerifier {
  /// A stage as repeating it left it, with its files in the folder for repeated stages.
  package struct Derived {
    package let index: Int
    fileprivate let stage: StageRecord
    package let warnings: [String]
    fileprivate let isExact: Bool
    fileprivate let passCount: Int
  }

  /// Looks at a stage from all sides; returns its warnings.
  ///
  /// - Throws: As ``derive(_:_:)`` and ``compare(_:_:)``.
  func verifyStage(_ index: Int, _ result: inout Verification) throws -> [String] {
    let derived = try derive(index, &result)
    defer {
      // Checkpoints are large, and no later stage needs this one.
      try? FileManager.default.removeItem(at: replay.copy.file(derived.stage.checkpoint))
    }
    try compare(derived, &result)
    return derived.warnings
  }

  /// Repeats or evaluates a stage, after looking whether it left alone what it does not train and whether
  /// prototypes are the nearest patches.
  ///
  /// - Throws: As `RunReplay.perform(_:)`, and `CheckpointError` for the stage's own checkpoint.
  package func derive(_ index: Int, _ result: inout Verification) throws -> Derived {
    let (stage, claim) = (plan.stages[index], record.stages[index])
    try replay.begin(index)
    let before = NetworkState(replay.network)
    let after = try NetworkState(contentsOf: directory.file(claim.checkpoint), replay.network)
    verifyFrozenParts(stage, before, after, &result)
    if case .projection = stage { try verifyNearestPatches(claim, &result) }
    let (derived, warnings) = try replay.perform(index)
    return Derived(
      index: index,
      stage: derived,
      warnings: warnings,
      isExact: try replay.isExact(index),
      passCount: replay.passCount(index)
    )
  }

  /// Holds a stage's record and files against a repeated stage.
  ///
  /// - Throws: `EncodingError` for a number that JSON cannot hold.
  package func compare(_ repeated: Derived, _ result: inout Verification) throws {
    let (index, isExact) = (repeated.index, repeated.isExact)
    let (stage, claim) = (plan.stages[index], record.stages[index])
    var derived = repeated.stage
    var differences = derivedFileDifferences(index, derived, isExact: isExact)
    takeOverWhatOnlyDigestsCover(&derived, from: claim)
    differences += try comparison(isExact: isExact).differences(
      claim,
      derived,
      at: "stages[\(index)]."
    )
    if repeated.passCount != claim.passes.count {
      differences.append(
        Verification.Difference(
          file: "record.json",
          field: "stages[\(index)].passes",
          recorded: "a list of \(claim.passes.count)",
          derived: "a list of \(repeated.passCount)"
        )
      )
    }
    differences += pictureDifferences(index, derived, isExact: isExact)
    differences += programDifference(index)
    result.expect(stage.name, Self.summary(derived), failing: differences)
    note(derived, &result)
  }

  /// What a stage found, in a line.
  private static func summary(_ stage: StageRecord) -> String {
    let evaluation = stage.evaluation
    var parts = [
      "\(evaluation.correctCount) of \(evaluation.imageCount) \(evaluation.split) images are "
        + "classified correctly"
    ]
    if let notNumbers = evaluation.notNumberText { parts.append(notNumbers) }
    if let check = stage.projectionCheck {
      parts.append(
        "Theorem 2.1 certifies \(check.certifiedCount) and the direct certificate "
          + "\(check.ownLastLayer.certifiedCount) of \(check.imageCount) images"
      )
    }
    if let pruning = stage.pruning {
      parts.append("\(pruning.kept.count) of \(pruning.prototypeCountBefore) prototypes stay")
    }
    if let fit = stage.lastLayer {
      parts.append("the last layer is within \(fit.gap) of the optimum")
    }
    return parts.joined(separator: "; ") + "; record and files are as derived"
  }

  /// Tells of duplicates, and of prototypes that lie beside the object.
  private func note(_ stage: StageRecord, _ result: inout Verification) {
    guard let projection = stage.projection else { return }
    if projection.duplicateCount > 0 {
      result.note(
        stage.name,
        "\(projection.duplicateCount) prototypes are duplicates of an image and cell"
      )
    }
    if let share = projection.onObjectShare, share < 1 {
      let count = Int(((1 - share) * Double(projection.prototypes.count)).rounded())
      result.note(stage.name, "\(count) prototypes are centred on the background")
    }
  }

  // MARK: - What is taken over

  /// Sets what is no finding of the stage, or was compared already, as the record says.
  private func takeOverWhatOnlyDigestsCover(_ derived: inout StageRecord, from claim: StageRecord) {
    (derived.key, derived.sharedFrom) = (claim.key, claim.sharedFrom)
    // The files themselves were compared.
    let digests = Dictionary(claim.namedFiles.map { (ByteName($0.path), $0.digest) }) { first, _ in
      first
    }
    func settle(_ file: inout StageRecord.Evidence) {
      file.digest = digests[ByteName(file.path)] ?? file.digest
    }
    derived.checkpointDigest = digests[ByteName(derived.checkpoint)] ?? derived.checkpointDigest
    if var files = derived.evidence {
      for position in files.indices { settle(&files[position]) }
      derived.evidence = files
    }
    if var predictions = derived.predictions {
      settle(&predictions)
      derived.predictions = predictions
    }
    if var fit = derived.lastLayer, let path = fit.evidence {
      fit.evidenceDigest = digests[ByteName(path)] ?? fit.evidenceDigest
      derived.lastLayer = fit
    }
  }

  // MARK: - Files

  /// Holds the stage's files against those that the repeated stage left.
  private func derivedFileDifferences(
    _ index: Int,
    _ derived: StageRecord,
    isExact: Bool
  ) -> [Verification.Difference] {
    let claims = Dictionary(
      record.stages[index].namedFiles.map { (ByteName($0.path), $0.digest) },
      uniquingKeysWith: { first, _ in first }
    )
    let later = Set(
      record.stages[(index + 1)...].flatMap { $0.namedFiles.map { ByteName($0.path) } }
    )
    var differences: [Verification.Difference] = []
    for file in derived.namedFiles where claims[ByteName(file.path)] != nil {
      let found =
        later.contains(ByteName(file.path)) ? claims[ByteName(file.path)] : digest(file.path)
      if found == file.digest, claims[ByteName(file.path)] == file.digest { continue }
      guard !later.contains(ByteName(file.path)) else {
        if isExact {
          differences.append(
            Verification.Difference(
              file: file.path,
              field: "as \(plan.stages[index].name) left it",
              recorded: "sha256:\(claims[ByteName(file.path)] ?? "")",
              derived: "sha256:\(file.digest)"
            )
          )
        }
        continue
      }
      differences += valueDifferences(file.path, derived: file.digest, isExact: isExact)
    }
    return differences
  }

  private func digest(_ path: String) -> String? {
    DigestVerifier.digest(of: directory.file(path))
  }

  /// How a file differs from the derived one, whose bytes are others.
  private func valueDifferences(
    _ path: String,
    derived: String,
    isExact: Bool
  ) -> [Verification.Difference] {
    func whole(_ recorded: String) -> [Verification.Difference] {
      [
        Verification.Difference(
          file: path,
          field: "",
          recorded: recorded,
          derived: "sha256:\(derived)"
        )
      ]
    }
    let (file, copy) = (directory.file(path), replay.copy.file(path))
    do {
      let excused = try excusedAttributes(file, copy)
      let differences = try FileComparison(isExact: isExact, excused: excused)
        .differences(file, copy, path: path)
      guard differences.isEmpty, isExact, excused.isEmpty else { return differences }
      return whole("the same values in other bytes")
    } catch {
      return whole("unreadable (\(error))")
    }
  }

  /// Attributes of a checkpoint that say the same in other words, or what a run that went on elsewhere may
  /// say otherwise.
  private func excusedAttributes(_ file: URL, _ copy: URL) throws -> Set<String> {
    let found = try HDF5Reader(contentsOf: file)
    let expected = try HDF5Reader(contentsOf: copy)
    var excused: Set<String> = []
    if try Self.differ("experiment", found, expected),
      let experiment = try? Experiment(
        yaml: found.textAttribute("experiment", of: "/"),
        file: file.path
      ),
      experiment.digest == plan.experiment.digest
    {
      excused.insert("/@experiment")
    }
    // Held against the record's program.
    if try Self.differ("created_by", found, expected) { excused.insert("/@created_by") }
    // Earlier versions did not write it, nor what is said of it.
    let classNames = PredictionFile.classNames
    if try !HDF5Snapshot.names(in: found).contains(classNames) {
      excused.formUnion(
        try HDF5Snapshot.names(in: expected)
          .filter { $0 == classNames || $0.hasPrefix("\(classNames)@") }
      )
    }
    return excused
  }

  /// Whether a text of both files differs.
  private static func differ(
    _ attribute: String,
    _ found: borrowing HDF5Reader,
    _ expected: borrowing HDF5Reader
  ) throws -> Bool {
    guard try found.hasAttribute(attribute, of: "/"),
      try expected.hasAttribute(attribute, of: "/")
    else { return false }
    return try found.textAttribute(attribute, of: "/")
      != expected.textAttribute(attribute, of: "/")
  }

  /// The program that wrote the checkpoint must be the record's, unless the run went on elsewhere.
  private func programDifference(_ index: Int) -> [Verification.Difference] {
    let path = record.stages[index].checkpoint
    let program: String
    do {
      program = try HDF5Reader(contentsOf: directory.file(path))
        .textAttribute("created_by", of: "/")
    } catch {
      // Whatever is wrong with the file is told by its values.
      return []
    }
    guard program != record.environment.program, !wentOnElsewhere else { return [] }
    return [
      Verification.Difference(
        file: "record.json",
        field: "environment.program",
        recorded: record.environment.program,
        derived: "\(program), by \(path)"
      )
    ]
  }

  /// Pictures of the last projection that are not those that the repeated projection drew.
  private func pictureDifferences(
    _ index: Int,
    _ derived: StageRecord,
    isExact: Bool
  ) -> [Verification.Difference] {
    guard isExact, index == record.stages.lastIndex(where: { $0.projection != nil }),
      let prototypes = derived.projection?.prototypes
    else { return [] }
    return prototypes.flatMap { prototype in
      prototype.picture == nil
        ? []
        : RunDirectory.Picture.allCases.compactMap { kind in
          let path = kind.path(ofPrototype: prototype.index)
          let expected = DigestVerifier.digest(of: replay.copy.file(path))
          let found = digest(path)
          guard found != expected else { return nil }
          return Verification.Difference(
            file: path,
            field: "",
            recorded: found.map { "sha256:\($0)" } ?? "nothing",
            derived: expected.map { "sha256:\($0)" } ?? "nothing"
          )
        }
    }
  }
}
