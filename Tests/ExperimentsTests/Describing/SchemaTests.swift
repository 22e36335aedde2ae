import Clusters
import Experiments
import Foundation
import TestSupport
import Testing

/// The schemas and what reads the files agree.
struct SchemaTests {
  private static let base = """
    name: base
    data: {source: image-folder, folder: photos, image-size: 64}
    backbone: {architecture: vgg11}
    schedule: {cycles: [{joint: {epochs: 1}}]}
    """

  private static func experiments() throws -> KeyCases {
    KeyCases(
      root: Experiment.allKeys,
      base: try RecordValue(yaml: base),
      company: [
        ("backbone.feature-scale", "backbone.weights", .text("w.h5")),
        ("data.augmentation", "data.augmentation.preset", .text("as-paper")),
        ("data.augmentation.", "data.augmentation.preset", .text("as-paper")),
        ("data.validation", "data.validation.share", .number(0.1)),
        ("schedule.cycles[].joint.steps", "schedule.cycles[].joint.epochs", .null),
        ("data.validation.seed", "data.validation.share", .number(0.1)),
        ("data.validation.fold", "data.validation.folds", .integer(5)),
        ("data.validation.folds", "data.validation.fold", .integer(1)),
        ("data.selection", "data.validation.share", .number(0.1)),
      ]
    )
  }

  private static func clusters() throws -> KeyCases {
    KeyCases(
      root: ClusterFile.keys,
      base: try RecordValue(yaml: "scheduler: slurm"),
      company: []
    )
  }

  private func reads(_ text: String) -> ExperimentError? {
    do {
      _ = try ExperimentMatrix(yaml: text, file: "x.yaml")
      return nil
    } catch {
      return error
    }
  }

  private func readsCluster(_ text: String) -> ExperimentError? {
    do {
      _ = try ClusterFile(yaml: text, file: "x.yaml")
      return nil
    } catch {
      return error
    }
  }

  /// Both take every file of the repository.
  @Test func takeEveryFileOfTheRepository() throws {
    let validator = try SchemaValidator(json: KeySchema.experiment.json)
    let folder = Places.package.appending(path: "experiments")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }
    #expect(names.count >= 15)
    for name in names {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      #expect(try validator.problems(of: RecordValue(yaml: text)) == [], "\(name)")
      #expect(reads(text) == nil, "\(name)")
    }
    let site = Places.package.appending(path: "docs/clusters/site.yaml")
    let text = try String(contentsOf: site, encoding: .utf8)
    let clusters = try SchemaValidator(json: KeySchema.cluster(ClusterFile.keys).json)
    #expect(try clusters.problems(of: RecordValue(yaml: text)) == [])
  }

  /// Every file of results, that this program wrote when it could, resolved.
  @Test func takeEveryResolvedExperiment() throws {
    let validator = try SchemaValidator(json: KeySchema.experiment.json)
    let folder = Places.package.appending(path: "results")
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix("/experiment.yaml") }
    #expect(!names.isEmpty)
    for name in names {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      let problems = try validator.problems(of: RecordValue(yaml: text))
      #expect(problems.isEmpty == (reads(text) == nil), "\(name): \(problems)")
    }
  }

  @Test func takeEveryKeyOfAnExperiment() throws {
    let validator = try SchemaValidator(json: KeySchema.experiment.json)
    for one in try Self.experiments().good() {
      #expect(try validator.problems(of: one.file) == [], "\(one.name)")
      let problem = reads(try one.text)
      #expect(problem == nil, "\(one.name)")
    }
  }

  @Test func refuseTheSameExperiments() throws {
    let validator = try SchemaValidator(json: KeySchema.experiment.json)
    let cases = try Self.experiments().broken()
    #expect(cases.count >= 200)
    for one in cases {
      let problems = try validator.problems(of: one.file)
      #expect(!problems.isEmpty, "the schema takes \(one.name)")
      let problem = reads(try one.text)
      #expect(problem != nil, "the reader takes \(one.name)")
    }
    try save(cases, "experiment")
  }

  @Test func takeAndRefuseTheSameClusterFiles() throws {
    let validator = try SchemaValidator(json: KeySchema.cluster(ClusterFile.keys).json)
    for one in try Self.clusters().good() {
      #expect(try validator.problems(of: one.file) == [], "\(one.name)")
      let problem = readsCluster(try one.text)
      #expect(problem == nil, "\(one.name)")
    }
    let cases = try Self.clusters().broken()
    for one in cases {
      #expect(try !validator.problems(of: one.file).isEmpty, "the schema takes \(one.name)")
      #expect(readsCluster(try one.text) != nil, "the reader takes \(one.name)")
    }
    try save(cases, "cluster")
  }

  /// Readers of JSON differ in which of two equal names they take.
  @Test func nameNothingTwice() throws {
    func repeated(_ node: SchemaNode) -> [String] {
      switch node {
      case .list(let items): return items.flatMap(repeated)
      case .object(let fields):
        let names = fields.map(\.0)
        let own = Set(names).count == names.count ? [] : ["\(names)"]
        return own + fields.flatMap { repeated($0.1) }
      default: return []
      }
    }
    #expect(repeated(KeySchema.experiment) == [])
    #expect(repeated(KeySchema.cluster(ClusterFile.keys)) == [])
    #expect(repeated(try RecordSchema.schema()) == [])
  }

  /// What goes together, where the schema can judge it.
  @Test(arguments: [
    "matrix: {coefficients.cluster: []}", "matrix: {coefficients.cluster: 1}",
    "matrix: {coefficients.clutser: [0, 1]}", "matrix: {coefficients.cluster: [much]}",
    "matrix: {costs: [{label: a}]}", "matrix: {costs: [{label: a, set: {coefficients.x: 1}}]}",
    "matrix: {costs: [{label: '', set: {}}]}", "matrix: {seeds: [[1]]}", "matrix: []",
    "cross-validation: {folds: 1}", "cross-validation: {seed: 1}",
  ]) func refuseTheSameMatrix(_ line: String) throws {
    let validator = try SchemaValidator(json: KeySchema.experiment.json)
    let text = "\(Self.base)\n\(line)"
    #expect(try !validator.problems(of: RecordValue(yaml: text)).isEmpty)
    #expect(reads(text) != nil)
  }

  @Test(arguments: [
    "matrix: {coefficients.cluster: [0, 0.8, null]}",
    "matrix: {costs: [{label: both, set: {}}, {label: none, set: {coefficients.cluster: 0}}]}",
    "matrix: {'schedule.cycles[0].joint.epochs': [1, 2]}",
    "matrix: {optimizer: [{batch-size: 10}, {batch-size: 20}]}",
    "cross-validation: {folds: 5}", "matrix: null", "engine:", "seeds: [3, 1]",
  ]) func takeTheSameMatrix(_ line: String) throws {
    let validator = try SchemaValidator(json: KeySchema.experiment.json)
    let text = "\(Self.base)\n\(line)"
    #expect(try validator.problems(of: RecordValue(yaml: text)) == [])
    #expect(reads(text) == nil)
  }

  /// Writes the cases for `check_schemas.py`, where it asks for them.
  private func save(_ cases: [KeyCases.Case], _ kind: String) throws {
    guard let folder = ProcessInfo.processInfo.environment["PROTOPNET_SCHEMA_CASES"] else { return }
    for (index, one) in cases.enumerated() {
      let file = URL(fileURLWithPath: folder).appending(path: "\(kind)-\(index).yaml")
      try Data("# \(one.name)\n\(one.text)\n".utf8).write(to: file)
    }
  }
}
