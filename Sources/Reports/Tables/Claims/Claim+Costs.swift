import Experiments
import Foundation
import Recipe

extension Claim {
  static let costs: [Claim] = [
    cost(
      "The cluster cost brings images close to prototypes of their class",
      measure: .cluster,
      terms: [.cluster],
      isLess: true,
      rule:
        "Mean squared distance of a test image to its nearest own-class prototype, of experiments "
        + "that differ in nothing but λ1, which is 0 in one, for equal seeds: holds where it is "
        + "smaller with the cost. \(guessing)"
    ),
    cost(
      "The separation cost keeps images away from prototypes of other classes",
      measure: .separation,
      terms: [.separation],
      isLess: false,
      rule: "Mean squared distance of a test image to its nearest other-class prototype, of "
        + "experiments that differ in nothing but λ2, which is 0 in one, for equal seeds: holds where it "
        + "is greater with the cost. \(guessing)"
    ),
    Claim(
      statement: "Both costs together help classification",
      section: "2.2",
      published: "no figure in the main text",
      rule:
        "Test accuracy with both costs minus without either, of experiments that differ in nothing "
        + "else, for equal seeds: holds above 0."
    ) { input throws(ReportError) in
      try costPairs(input, [.cluster, .separation]).compactMap { pair in
        let cells = ComparisonCells(
          first: input.groups[pair.first],
          second: input.groups[pair.second],
          comparison: input.comparison(pair.first, pair.second)
        )
        return Finding(
          names(input, pair),
          cells.difference,
          cells.comparison,
          .above(0)
        )
      }
    },
  ]

  /// What claims hold against each other image by image, beside backbones and baselines.
  static func comparedPairs(_ input: TableInput) throws(ReportError) -> [TableInput.Pair] {
    try costPairs(input, [.cluster, .separation])
  }

  private static let guessing =
    "Not decided where a run makes more than four fifths of a guess's errors (our threshold)."

  private static func cost(
    _ statement: String,
    measure: Measure,
    terms: [CostTerm],
    isLess: Bool,
    rule: String
  ) -> Claim {
    Claim(
      statement: statement,
      section: "2.2",
      published: "no figure in the main text",
      rule: rule
    ) { input throws(ReportError) in
      try costPairs(input, terms).compactMap { pair in
        let sources = [pair.first, pair.second].map {
          input.groups[$0].cell(measure).provenance?.sources ?? []
        }
        // For equal seeds: with the cost minus without it.
        let common = sources[1].compactMap { with in
          sources[0].first { $0.seed == with.seed }.map { (with: with, without: $0) }
        }
        let seeds = common.compactMap { pair -> (with: Double, without: Double)? in
          guard let with = pair.with.value, let without = pair.without.value else { return nil }
          return (with, without)
        }
        func mean(_ values: [Double]) -> String {
          Estimate(values).map { Quantity.cost.text($0.mean) } ?? "none"
        }
        let value = Value(quantity: .cost, seeds: seeds.map { $0.with - $0.without })
        let own = value.seeds.map { ($0 > 0 ? "+" : "") + Quantity.cost.text($0) }
        var finding = Finding(
          names(input, pair),
          value,
          isLess ? .below(0) : .above(0),
          sources: common.flatMap { [$0.with, $0.without] },
          figure: "\(mean(seeds.map(\.with))) with it, \(mean(seeds.map(\.without))) without"
            + (own.count > 1 ? " (seeds \(own.joined(separator: ", ")))" : "")
        )
        if input.groups[pair.first].hasGuess || input.groups[pair.second].hasGuess {
          finding?.verdict = .undecided
        }
        return finding
      }
    }
  }

  private static func names(_ input: TableInput, _ pair: TableInput.Pair) -> String {
    "\(input.groups[pair.second].title) against \(input.groups[pair.first].title)"
  }

  /// Groups that differ in nothing but some costs' coefficients: all 0 in the first, none in the second.
  static func costPairs(
    _ input: TableInput,
    _ terms: [CostTerm]
  ) throws(ReportError) -> [TableInput.Pair] {
    var experiments: [(index: Int, experiment: Experiment)] = []
    for index in input.groups.indices where !input.groups[index].isBaseline {
      guard let experiment = try input.groups[index].declaredExperiment() else { continue }
      experiments.append((index, experiment))
    }
    func values(_ experiment: Experiment) -> [Double] { terms.map { experiment.coefficients[$0] } }
    let keys = terms.map { "coefficients.\($0.key)" }
    var pairs: [TableInput.Pair] = []
    for without in experiments where values(without.experiment).allSatisfy({ $0 == 0 }) {
      for with in experiments where values(with.experiment).allSatisfy({ $0 != 0 }) {
        do {
          guard try without.experiment.equals(with.experiment, apartFrom: keys) else { continue }
        } catch {
          throw .unreadable(file: with.experiment.file, reason: "\(error)")
        }
        pairs.append(.init(first: without.index, second: with.index))
      }
    }
    return pairs
  }
}

extension RunGroup {
  /// The experiment of its runs: as the file declares it, or as the first run kept it.
  func declaredExperiment() throws(ReportError) -> Experiment? {
    if let experiment { return experiment }
    guard let directory = anyRun?.directory else { return nil }
    let file = RunDirectory(url: directory).experiment
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    do {
      return try Experiment(yaml: String(contentsOf: file, encoding: .utf8), file: file.path)
    } catch {
      throw .unreadable(file: file.path, reason: "\(error)")
    }
  }

  /// Whether a run's network hardly does better than choosing classes at random.
  fileprivate var hasGuess: Bool {
    finished.contains { run in
      guard let stage = run.record.reportedStage else { return false }
      let guess = 1 / Double(run.record.data.classNames.count)
      return 1 - run.record.stages[stage].evaluation.accuracy > 0.8 * (1 - guess)
    }
  }
}
