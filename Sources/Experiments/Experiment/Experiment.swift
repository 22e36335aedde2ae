package import Digests
package import Recipe

/// What a researcher declares in one YAML file: data, network, costs, optimisers and schedule.
///
/// Every value has a place in the file, so that later findings can point at the line to change.
package struct Experiment: Sendable, Equatable {
  /// The file as the user named it.
  package let file: String
  private var contents: Contents
  private let source: SourceText
  private let places: [String: ExperimentError.Place]

  /// Names the folder of the results.
  package var name: String { contents.name }
  package var description: String { contents.description ?? "" }
  /// The seeds to run; each is a run of its own.
  package var seeds: [UInt64] { contents.seeds.map(UInt64.init) }
  package var model: Model { contents.model ?? .protopnet }
  /// The checkpoint whose network the run begins with, relative to the experiment file.
  package var startFrom: String? { contents.startFrom }
  package var data: Data { contents.data }
  package var backbone: Backbone { contents.backbone }
  package var addOnLayers: AddOnLayers { contents.addOnLayers }
  package var prototypes: Prototypes { contents.prototypes }
  package var coefficients: Coefficients { contents.coefficients }
  package var optimizer: Optimizer { contents.optimizer }
  package var schedule: Schedule { contents.schedule }
  package var engine: Engine { contents.engine }
  package var checkpoints: Checkpoints { contents.checkpoints }
  package var logging: Logging { contents.logging ?? Logging() }
  package var pictures: Pictures { contents.pictures }
  package var checks: Checks { contents.checks ?? Checks() }

  /// Reads an experiment and applies `--set` options to it.
  ///
  /// `file` is the name that problems are reported under.
  ///
  /// - Throws: Every problem of the text and the options at once.
  package init(yaml text: String, file: String, options: [String] = []) throws(ExperimentError) {
    let tree = try ExperimentTree(yaml: text, file: file, options: options)
    try tree.requireNoMatrix()
    try self.init(tree)
  }

  /// Reads a file's tree.
  ///
  /// - Throws: Every problem of the tree at once.
  init(_ tree: ExperimentTree) throws(ExperimentError) {
    let log = ProblemLog(origins: tree.origins)
    var contents = try Self.read(tree, log)
    file = tree.source.path
    if contents.model == .baseline {
      contents.schedule.leaveOutCyclesWithoutJointStage()
      // What has no meaning for it takes its default, so that it makes no difference anywhere.
      let rest = try ExperimentTree(yaml: contents.yaml(), file: tree.source.path, options: [])
      contents = try Self.read(rest, ProblemLog(origins: [:]))
    }
    self.contents = contents
    source = tree.source
    places = log.places
  }

  private static func read(
    _ tree: ExperimentTree,
    _ log: ProblemLog
  ) throws(ExperimentError) -> Contents {
    let reader = KeyReader(tree.root, path: [], log: log)
    var contents = Contents()
    contents.visit(reader)
    reader.finish()
    guard log.problems.isEmpty else { throw ExperimentError(log.problems, in: tree.source) }
    return contents
  }

  /// A problem found after reading, at the value of `key` (such as `data.image-size`) or around it.
  package func problem(at key: String, _ message: String) -> ExperimentError {
    let place = ProblemLog.nearest(to: key.split(separator: ".").map(String.init), in: places)
    return ExperimentError([.init(place: place, message: message)], in: source)
  }

  /// The experiment with every default spelled out; reading it gives an equal experiment.
  package var resolvedYAML: String { contents.yaml() }

  /// The digest of all that decides a run's numbers, apart from the seed and the pictures themselves.
  package var digest: SHA256Digest {
    SHA256Digest(contents.yaml(omitting: Self.keysWithoutEffect.union(["description", "seeds"])))
  }

  /// Keys of how a run keeps its state and what it logs, which decide nothing of its results.
  package static let keysWithoutEffect: Set = [
    "engine.feature-cache-gigabytes", "checkpoints", "logging",
  ]

  /// The settings with every default spelled out, apart from some; keys of sections by their path.
  package func settings(omitting keys: Set<String>) -> String { contents.yaml(omitting: keys) }

  /// The name of a run's folder: 12 hexadecimal digits of the digest, and the seed.
  package func runID(seed: UInt64) -> String { runIDs(seeds: [seed])[0] }

  /// The names of the folders of runs with several seeds.
  package func runIDs(seeds: [UInt64]) -> [String] {
    let prefix = digest.prefix(12)
    return seeds.map { "\(prefix)-s\($0)" }
  }

  package static func == (left: Experiment, right: Experiment) -> Bool {
    left.contents == right.contents
  }

  /// The keys of the file's root.
  private struct Contents: Section {
    var name = ""
    var description: String?
    var preset: Preset?
    var model: Model?
    var seeds = [1]
    var startFrom: String?
    var data = Data()
    var backbone = Backbone()
    var addOnLayers = AddOnLayers()
    var prototypes = Prototypes()
    var coefficients = Coefficients()
    var optimizer = Optimizer()
    var schedule = Schedule()
    var engine = Engine()
    var checkpoints = Checkpoints()
    var logging: Logging?
    var pictures = Pictures()
    var checks: Checks?

    mutating func visit(_ keys: some KeyVisitor) {
      keys.text("name", &name, required: true)
      if !name.isEmpty, !name.unicodeScalars.allSatisfy(Self.isAllowedInName) || name.hasPrefix(".")
      {
        keys.problem(
          "the name becomes a folder, so it may hold letters, digits, '-', '_' and '.' only",
          at: "name"
        )
      } else if let problem = Limits.problem(ofPath: name) {
        keys.problem("the name becomes a folder: \(problem)", at: "name")
      }
      keys.text("description", &description)
      keys.choice("preset", &preset)
      if keys.isGiven("preset") { keys.preset = preset }
      keys.choice("model", &model)
      if model == .protopnet { model = nil }
      keys.integers("seeds", &seeds)
      keys.path("start-from", &startFrom)
      if model == .baseline, startFrom != nil {
        keys.problem(
          "a baseline begins with weights of its backbone or at random; leave out 'start-from'",
          at: "start-from"
        )
      }
      keys.section("data", &data, required: true)
      keys.section("backbone", &backbone, required: true)
      if startFrom != nil, backbone.weights != nil {
        keys.problem(
          "a run begins with a checkpoint or with weights of a backbone; leave out one of the two",
          at: "start-from"
        )
      }
      keys.section("add-on-layers", &addOnLayers)
      keys.section("prototypes", &prototypes)
      keys.section("coefficients", &coefficients)
      keys.section("optimizer", &optimizer)
      keys.section("schedule", &schedule, required: true)
      keys.section("engine", &engine)
      keys.section("checkpoints", &checkpoints)
      keys.section("logging", &logging)
      keys.section("pictures", &pictures)
      keys.section("checks", &checks)
      if checks?.theorem == true, prototypes.similarity.function != .log {
        keys.problem("Theorem 2.1 is about the similarity 'log'; leave it out here", at: "checks")
      }
    }

    /// Every value spelled out, but for the keys omitted and those that the model has no use for.
    func yaml(omitting omitted: Set<String> = []) -> String {
      let unused = model == .baseline ? Model.keysUnusedByBaseline : []
      let writer = KeyWriter(omitting: omitted.union(unused))
      var contents = self
      contents.visit(writer)
      return writer.lines.joined(separator: "\n") + "\n"
    }

    private static func isAllowedInName(_ scalar: Unicode.Scalar) -> Bool {
      scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
        || "-_.".unicodeScalars.contains(scalar)
    }
  }
}
