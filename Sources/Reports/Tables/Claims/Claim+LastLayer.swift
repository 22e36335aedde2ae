import Experiments
import Recipe

extension Claim {
  static let lastLayerImproves = Claim(
    statement: "Optimising the last layer after projection improves accuracy",
    section: "2.2",
    published: "no figure in the main text",
    rule:
      "Test accuracy after the last last-layer stage that follows a projection minus before it: "
      + "holds above 0."
  ) { input in
    input.protoPNets.compactMap { group in
      var changes: [Double] = []
      var sources: [Provenance.Source] = []
      for run in group.finished {
        let stages = run.record.stages
        let last = stages.indices.dropFirst().last { index in
          stages[index].id.kind == .lastLayer && stages[index - 1].projection != nil
        }
        guard let last else { continue }
        changes.append(stages[last].evaluation.accuracy - stages[last - 1].evaluation.accuracy)
        sources += run.changeCell(from: last - 1, to: last).provenance?.sources ?? []
      }
      return Finding(
        group.title,
        Value(quantity: .points, seeds: changes),
        .above(0),
        sources: sources
      )
    }
  }

  static let sparseLastLayer = Claim(
    statement:
      "The last layer's L1 term makes it sparse: prototypes do not speak for other classes",
    section: "2.2",
    published: "no figure in the main text",
    rule: "Weights between prototypes and other classes that are exactly 0 after the last convex "
      + "last-layer stage; Adam's are never exactly 0 and are not asked. Holds above one half (our "
      + "threshold)."
  ) { input in
    input.protoPNets.compactMap { group in
      var shares: [Double] = []
      var sources: [Provenance.Source] = []
      for run in group.finished {
        let stages = run.record.stages
        guard let index = stages.lastIndex(where: { $0.lastLayer?.solver == .convex }),
          let fit = stages[index].lastLayer
        else { continue }
        let share = Double(fit.zeroCount) / Double(max(fit.offClassCount, 1))
        shares.append(share)
        sources.append(
          run.source(
            field: "lastLayer.zeroCount / lastLayer.offClassCount",
            value: share,
            stage: index,
            split: "train"
          )
        )
      }
      let value = Value(quantity: .share, seeds: shares)
      return Finding(
        group.title,
        value,
        .above(0.5),
        sources: sources,
        figure: "\(Quantity.share.text(value.number)) % are 0"
      )
    }
  }
}
