import Experiments

/// The lower part of the paper's Table 1: models by interpretability, and our combined networks.
enum InterpretabilityTable {
  private static let chosen =
    "Chosen by its test accuracy among the combinations of its size, and so too good; the combination "
    + "of all networks was not chosen."

  static func table(_ input: TableInput, _ dataset: PublishedDataset) -> ResultsTable {
    let isShown = input.shows(dataset, beside: input.groups)
    let literature =
      !isShown
      ? []
      : LiteratureResult.all(of: dataset).map { result in
        row(result.model, result.interpretability, result.images, result.accuracy, result.citation)
      }
    let combinations =
      !isShown
      ? []
      : PublishedCombination.all(of: dataset).map { combination in
        row(
          "ProtoPNet, \(combination.name)",
          .prototypes,
          combination.images,
          combination.result,
          "Chen et al., NeurIPS 2019"
        )
      }
    let ours = ours(input, dataset)
    let first = literature.count + combinations.count
    let chosenRows = ours.indices.filter { ours[$0].isChosen }.map { first + $0 }
    return ResultsTable(
      caption:
        "Accuracy by interpretability, as in the paper's \(dataset == .cub ? "Table 1" : "section 3")",
      rowHeading: "model",
      columns: [
        .init("interpretability", nil, meaning: "What the model shows of its reasons."),
        .init("images", nil, meaning: "What it was trained and tested with."),
        .init("accuracy", .share, meaning: "Test accuracy."),
        .init("reference", nil, meaning: "Whom the paper cites, or the seeds of ours."),
      ],
      rows: literature + combinations + ours.map(\.row),
      footnotes: PublishedNotes.notes(input, dataset)
        + (isShown
          ? [.init("Figures of models other than ours are quoted from Chen et al. 2019.")] : [])
        + (chosenRows.isEmpty ? [] : [.init(chosen, rows: chosenRows)])
        + [Footnotes.deviation(input.protoPNets)]
    )
  }

  private static func row(
    _ model: String,
    _ interpretability: LiteratureResult.Interpretability,
    _ images: String,
    _ accuracy: PublishedResult,
    _ citation: String
  ) -> ResultsTable.Row {
    ResultsTable.Row(
      model,
      [
        .init(.text(interpretability.rawValue)), .init(.text(images)),
        .init(.published(accuracy, .share)), .init(.text(citation)),
      ]
    )
  }

  // MARK: - Ours

  private struct Ours {
    var row: ResultsTable.Row
    var isChosen: Bool
  }

  /// The paper's combination where it was run, the best one of each small size, and all together.
  private static func ours(_ input: TableInput, _ dataset: PublishedDataset) -> [Ours] {
    let results = input.ensembles.results
    guard !results.isEmpty else {
      let missing = ResultsTable.Cell(.missing(EnsembleTable.reason(input)))
      let kind = LiteratureResult.Interpretability.prototypes.rawValue
      let cells = [.init(.text(kind)), missing, missing, missing]
      return [Ours(row: ResultsTable.Row("ours, combined", cells), isChosen: false)]
    }
    var shown: [(result: EnsembleResult, isChosen: Bool)] = []
    func add(_ result: EnsembleResult?, isChosen: Bool) {
      guard let result, !shown.contains(where: { $0.result.members == result.members }) else {
        return
      }
      shown.append((result, isChosen))
    }
    for combination in PublishedCombination.all(of: dataset) {
      add(
        results.first { $0.architectures(input) == Set(combination.architectures) },
        isChosen: false
      )
    }
    let largest = results.map(\.members.count).max() ?? 0
    add(results.last { $0.members.count == largest }, isChosen: false)
    for size in 2...3 {
      let candidates = results.filter { $0.members.count == size }
      guard candidates.count > 1 else { continue }
      add(candidates.max { $0.accuracy < $1.accuracy }, isChosen: true)
    }
    return shown.sorted { $0.result.members.count < $1.result.members.count }
      .map { Ours(row: row($0.result, input), isChosen: $0.isChosen) }
  }

  private static func row(_ result: EnsembleResult, _ input: TableInput) -> ResultsTable.Row {
    let data = input.groups[input.combined[result.members[0]]].anyRun?.record.data
    let values = result.runs.map {
      Double($0.correctCount) / Double(max(result.imageCount, 1))
    }
    let seeds = result.runs.map { String($0.seed) }.joined(separator: ", ")
    return ResultsTable.Row(
      "ours, \(EnsembleTable.name(result, input))",
      [
        .init(.text(LiteratureResult.Interpretability.prototypes.rawValue)),
        .init(.text(data.map(PublishedNotes.description) ?? "not known")),
        .init(
          Estimate(values).map { .estimate($0, .share) } ?? .missing(.notRun),
          provenance: result.provenance(input)
        ),
        .init(.text("\(result.runs.count == 1 ? "seed" : "seeds") \(seeds)")),
      ]
    )
  }
}

extension EnsembleResult {
  /// The members' architectures, torchvision's names.
  func architectures(_ input: TableInput) -> Set<String> {
    Set(members.compactMap { input.groups[input.combined[$0]].baseArchitecture })
  }
}
