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

  /// Every key that an experiment file may have, apart from those that make several experiments of it.
  package static let keys = KeyDescriber.describe(Contents())

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
      keys.text(
        keys.named(
          "name",
          "Names the folder of the results: letters, digits, '-', '_' and '.', which it does not begin with.",
          example: "birds",
          form: "a name",
          pattern: "[A-Za-z0-9_-][A-Za-z0-9_.-]*"
        ),
        &name,
        required: true
      )
      if !name.isEmpty, !name.unicodeScalars.allSatisfy(Self.isAllowedInName) || name.hasPrefix(".")
      {
        keys.problem(
          "the name becomes a folder, so it may hold letters, digits, '-', '_' and '.' only",
          at: "name"
        )
      } else if let problem = Limits.problem(ofPath: name) {
        keys.problem("the name becomes a folder: \(problem)", at: "name")
      }
      keys.text(
        keys.named(
          "description",
          "What the experiment is about, for people.",
          otherwise: "none",
          example: "Two backbones on birds."
        ),
        &description
      )
      keys.choice(
        keys.named(
          "preset",
          "Defaults for where the paper and its released code disagree; experiments/PRESETS.md lists them. Keys of the file replace them.",
          otherwise: "the defaults of this page",
          example: "as-paper"
        ),
        &preset
      )
      if keys.isGiven("preset") { keys.preset = preset }
      keys.choice(
        keys.named(
          "model",
          "protopnet, or baseline: the same backbone with a linear layer, for as long and on the same pictures.",
          otherwise: "protopnet",
          example: "baseline"
        ),
        &model
      )
      if model == .protopnet { model = nil }
      keys.integers(
        keys.named("seeds", "The seeds to run; each is a run of its own.", example: "[1, 2, 3]"),
        &seeds
      )
      keys.path(
        keys.named(
          "start-from",
          "A checkpoint whose network the run begins with, relative to the experiment file.",
          otherwise: "the backbone's weights",
          example: "../results/birds/0123456789ab-s1/checkpoints/warm-up.h5",
          form: "a path"
        ),
        &startFrom
      )
      if model == .baseline, startFrom != nil {
        keys.problem(
          "a baseline begins with weights of its backbone or at random; leave out 'start-from'",
          at: "start-from"
        )
      }
      keys.section(
        keys.named("data", "The pictures and how they become inputs."),
        &data,
        required: true
      )
      keys.section(
        keys.named("backbone", "The convolutional layers f, which usually come from ImageNet."),
        &backbone,
        required: true
      )
      if startFrom != nil, backbone.weights != nil {
        keys.problem(
          "a run begins with a checkpoint or with weights of a backbone; leave out one of the two",
          at: "start-from"
        )
      }
      keys.section(
        keys.named("add-on-layers", "The 1×1 convolutions between backbone and prototypes."),
        &addOnLayers
      )
      keys.section(
        keys.named(
          "prototypes",
          "How many prototypes there are, how large, and what they are compared by."
        ),
        &prototypes
      )
      keys.section(
        keys.named("coefficients", "The weights of the objective's terms."),
        &coefficients
      )
      keys.section(
        keys.named(
          "optimizer",
          "Batches, and Adam's rates in the stages; defaults are the released code's."
        ),
        &optimizer
      )
      keys.section(keys.named("schedule", "The stages, in order."), &schedule, required: true)
      if prototypes.initialization == .patches, model != .baseline {
        if startFrom != nil {
          keys.problem(
            "the prototypes are those of 'start-from'; leave out 'initialization: patches'",
            at: "prototypes"
          )
        } else if !schedule.warmUp.isPositive {
          keys.problem(
            "prototypes become patches at the begin of a warm-up, and the schedule has none",
            at: "prototypes"
          )
        }
      }
      keys.section(keys.named("engine", "How the numbers are computed."), &engine)
      keys.section(
        keys.named(
          "checkpoints",
          "When the stage under way is saved; decides nothing of the results."
        ),
        &checkpoints
      )
      keys.section(
        keys.named(
          "logging",
          "What a run tells beside passes and events; decides nothing of the results.",
          otherwise: "its defaults"
        ),
        &logging
      )
      keys.section(
        keys.named("pictures", "The pictures of prototypes that a run leaves."),
        &pictures
      )
      keys.section(
        keys.named(
          "checks",
          "What is checked along a run, beyond what its tables need.",
          otherwise: "its defaults"
        ),
        &checks
      )
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
