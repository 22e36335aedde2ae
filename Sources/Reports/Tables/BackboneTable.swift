import Experiments

/// The upper part of the paper's Table 1: each backbone as a ProtoPNet and by itself.
enum BackboneTable {
  /// The groups of one row, by their places; the matrix's key `model` tells them apart.
  struct Pairing {
    var protoPNet: Int?
    var baseline: Int?
    var key: String

    var members: [Int] { [protoPNet, baseline].compactMap(\.self) }
  }

  static func pairings(_ input: TableInput) -> [Pairing] {
    input.groups.indices.reduce(into: []) { pairings, index in
      let group = input.groups[index]
      let slot: WritableKeyPath<Pairing, Int?> = group.isBaseline ? \.baseline : \.protoPNet
      let others = group.settings.filter { $0.key != "model" }
      // Settings name a matrix's backbone even where nothing was run; runs by themselves tell theirs.
      let key =
        others.isEmpty
        ? group.architecture ?? group.title
        : others.map { "\($0.key): \($0.label)" }.joined(separator: ", ")
      let free = pairings.firstIndex { $0.key == key && $0[keyPath: slot] == nil }
      if let free {
        pairings[free][keyPath: slot] = index
      } else {
        var pairing = Pairing(key: key)
        pairing[keyPath: slot] = index
        pairings.append(pairing)
      }
    }
  }

  /// The baseline as the first and the ProtoPNet as the second.
  static func pairs(_ input: TableInput) -> [TableInput.Pair] {
    pairings(input).compactMap { pairing in
      guard let first = pairing.baseline, let second = pairing.protoPNet else { return nil }
      return TableInput.Pair(first: first, second: second)
    }
  }

  private static let models = ["ProtoPNet", "baseline"]

  static func table(_ input: TableInput, _ dataset: PublishedDataset) -> ResultsTable {
    let pairings = pairings(input)
    return ResultsTable(
      caption: dataset == .cub
        ? "Accuracy by backbone, as in the paper's Table 1"
        : "Accuracy by backbone, as in the paper's table of \(dataset.rawValue)",
      rowHeading: "backbone",
      columns: [
        .init("ProtoPNet", .share, meaning: "Test accuracy after the reported stage."),
        .init("baseline", .share, meaning: "The same of the backbone with a linear classifier."),
      ]
        + ComparisonCells.columns(
          "difference",
          meaning: "ProtoPNet minus baseline, for each common seed."
        ) + [
          .init(
            "seeds",
            nil,
            meaning: "Finished runs of the declared seeds, ProtoPNet; baseline.",
            numbers: models.flatMap { model in
              [ResultsTable.Number.Name].seeds.map { .init("\(model) \($0.text)", $0.quantity) }
            }
          )
        ],
      rows: pairings.map { row(input, $0, titles: pairings, dataset) },
      footnotes: PublishedNotes.notes(input, dataset, preparation: dataset.preparation)
        + PublishedNotes.cutBackbones(
          pairings.map { $0.members.map { input.groups[$0] } },
          input,
          dataset
        )
        + Footnotes.of(pairings.map { $0.members.map { input.groups[$0] } })
        + [Footnotes.pairs]
    )
  }

  private static func row(
    _ input: TableInput,
    _ pairing: Pairing,
    titles: [Pairing],
    _ dataset: PublishedDataset
  ) -> ResultsTable.Row {
    let groups = pairing.members.map { input.groups[$0] }
    let published =
      input.shows(dataset, beside: groups)
      ? groups.compactMap(\.baseArchitecture).first.flatMap { PublishedBackbone.of($0, dataset) }
      : nil
    func accuracy(_ index: Int?, _ published: PublishedResult?) -> ResultsTable.Cell {
      var cell = index.map { input.groups[$0].cell(.finalAccuracy) } ?? .notRun
      cell.published = published
      return cell
    }
    var comparison: [ResultsTable.Cell] = [.notRun, .notRun, .notRun]
    if let first = pairing.baseline, let second = pairing.protoPNet {
      comparison =
        ComparisonCells(
          first: input.groups[first],
          second: input.groups[second],
          comparison: input.comparison(first, second)
        ).cells
    }
    comparison[0].published = published?.difference
    let seeds = [pairing.protoPNet, pairing.baseline].map { $0.map { input.groups[$0].seeds } }
    let seedNumbers = zip(models, seeds).flatMap { model, cell in
      (cell?.numbers ?? []).map { number in
        ResultsTable.Number("\(model) \(number.name.text)", number.name.quantity, number.value)
      }
    }
    return ResultsTable.Row(
      title(input, pairing, among: titles),
      [
        accuracy(pairing.protoPNet, published?.protoPNet),
        accuracy(pairing.baseline, published?.baseline),
      ] + comparison + [
        .init(
          .text(seeds.map { $0?.ownText ?? "none" }.joined(separator: "; ")),
          numbers: seedNumbers
        )
      ]
    )
  }

  /// The backbone, and the settings where two rows have the same one.
  private static func title(
    _ input: TableInput,
    _ pairing: Pairing,
    among all: [Pairing]
  ) -> String {
    func architecture(_ pairing: Pairing) -> String? {
      pairing.members.compactMap { input.groups[$0].architecture }.first
    }
    guard let own = architecture(pairing) else { return pairing.key }
    guard all.count(where: { architecture($0) == own }) > 1 else { return own }
    let titles = pairing.members.map { input.groups[$0].title }
    return "\(own), \(pairing.key == own ? titles.joined(separator: "; ") : pairing.key)"
  }
}

extension RunGroup {
  /// The architecture without cut and width, torchvision's name.
  var baseArchitecture: String? {
    architecture?.split(separator: " ").first.map(String.init)
  }
}

extension PublishedBackbone {
  /// ProtoPNet minus baseline.
  var difference: PublishedResult? {
    guard let protoPNet, let baseline else { return nil }
    return PublishedResult(
      value: protoPNet.value - baseline.value,
      source: protoPNet.source,
      place: "\(name), ProtoPNet minus baseline"
    )
  }
}
