import Experiments
import Networks
import Recipe

extension Claim {
  static let ownClassPatches = Claim(
    statement: "Every prototype is a patch of a training image of its own class",
    section: "2.2",
    published: "by construction",
    rule: "The training image that each prototype was projected onto last lies in its class's "
      + "directory: holds if all do. 'protopnet verify' derives the patches again."
  ) { input in
    input.protoPNets.compactMap { group in
      var (own, all) = (0, 0)
      var sources: [Provenance.Source] = []
      for run in group.finished {
        let stages = run.record.stages
        guard let index = stages.lastIndex(where: { $0.projection != nil }),
          let prototypes = stages[index].projection?.prototypes
        else { continue }
        all += prototypes.count
        own += prototypes.count { prototype in
          let name = run.record.data.classNames[prototype.classIndex]
          return prototype.source.image.split(separator: "/").dropLast().contains { $0 == name }
        }
        sources.append(
          run.source(field: "projection.prototypes", value: nil, stage: index, split: "projection")
        )
      }
      guard all > 0 else { return nil }
      return Finding(
        subject: group.title,
        figure: "\(own) of \(all)",
        verdict: own == all ? .holds : .fails,
        sources: sources
      )
    }
  }

  static let projectionKeepsAccuracy = Claim(
    statement: "Projection hardly changes accuracy",
    section: "2.2",
    published: "no figure in the main text",
    rule: "Test accuracy after the last projection minus before it: holds at -1 point or more (our "
      + "threshold)."
  ) { input in
    input.protoPNets.compactMap { group in
      Finding(
        group.title,
        SeedMerge.cell(group.finished.map(AblationTable.projectionChange)),
        .failure(.noPredictions),
        .atLeast(-0.01)
      )
    }
  }

  static let theorem = Claim(
    statement: "Theorem 2.1: where its premises hold, projection changes no prediction",
    section: "2.2",
    published: "proved",
    rule:
      "Of the test images of every checked projection, those that the theorem certifies (premises "
      + "A1 to A3, last layer as in A4, and a lead of 2 Δmax) and whose prediction changed; a run stops "
      + "at such an image. Holds if there is none, and is not decided where no image is certified."
  ) { input in
    input.groups.compactMap { group in
      var (images, certified, premises) = (0, 0, 0)
      var sources: [Provenance.Source] = []
      for run in group.finished {
        for index in ProjectionCheckTable.stages(run) {
          guard let check = run.record.stages[index].projectionCheck else { continue }
          images += check.imageCount
          certified += check.certifiedCount
          premises += check.premisesHoldCount
          sources.append(
            run.source(field: "projectionCheck", value: nil, stage: index, split: check.split)
          )
        }
      }
      guard images > 0 else { return nil }
      return Finding(
        subject: group.title,
        figure: "0 violations on \(images) images; premises hold on \(premises), "
          + "\(certified) certified",
        verdict: certified > 0 ? .holds : .undecided,
        sources: sources
      )
    }
  }

  static let pruning = Claim(
    statement: "Pruning prototypes with mixed neighbours costs little accuracy",
    section: "2.6 and S8",
    published: "in S8, which was not at hand",
    rule:
      "Test accuracy after pruning, and after the last-layer stage behind it where there is one, "
      + "minus before: holds at -1 point or more (our threshold); not decided where nothing was removed."
  ) { input in
    input.protoPNets.compactMap { group in
      var changes: [Double] = []
      var removed = 0
      var sources: [Provenance.Source] = []
      for run in group.finished {
        let stages = run.record.stages
        guard let index = stages.lastIndex(where: { $0.pruning != nil }), index > 0,
          let pruning = stages[index].pruning
        else { continue }
        let isOptimized =
          index + 1 < stages.count && stages[index + 1].id.kind == .lastLayer
        let last = isOptimized ? index + 1 : index
        changes.append(stages[last].evaluation.accuracy - stages[index - 1].evaluation.accuracy)
        removed += pruning.prototypeCountBefore - pruning.kept.count
        sources += run.changeCell(from: index - 1, to: last).provenance?.sources ?? []
      }
      let value = Value(quantity: .points, seeds: changes)
      var finding = Finding(
        group.title,
        value,
        .atLeast(-0.01),
        sources: sources,
        figure: "\(value.text), \(removed) prototypes removed"
      )
      if removed == 0 { finding?.verdict = .undecided }
      return finding
    }
  }
}
