import Recipe

extension RunRecord {
  /// The stage whose figures are the run's result: the last one, or the one that was chosen.
  ///
  /// A choice is among the stages after which prototypes are patches of training images, or among all
  /// where nothing was projected; the most correct images win, and of equals the earliest. Nil before
  /// the first stage is finished.
  package var reportedStage: Int? {
    guard let selection else { return stages.indices.last }
    var isProjected = false
    var projected: [Int] = []
    for (index, stage) in stages.enumerated() {
      if stage.projection != nil {
        isProjected = true
      } else if stage.id.kind == .warmUp || stage.id.kind == .joint {
        isProjected = false
      }
      if isProjected { projected.append(index) }
    }
    let candidates = projected.isEmpty ? Array(stages.indices) : projected
    func correctCount(_ index: Int) -> Int {
      let evaluation = selection == .test ? stages[index].evaluation : stages[index].validation
      return evaluation?.correctCount ?? -1
    }
    // `max` gives the first of equal elements.
    return candidates.max { correctCount($0) < correctCount($1) }
  }
}

extension RunRecord {
  /// The last stage after which prototypes are patches of training images, with these prototypes; pruned
  /// ones are left out, and the others keep the numbers of the projection as their pictures do.
  ///
  /// Their places in the list are their numbers in the stage's checkpoint. Nil where nothing was projected.
  package var projected: (stage: Int, prototypes: [StageRecord.Prototype])? {
    var last: (stage: Int, prototypes: [StageRecord.Prototype])?
    var isProjected = false
    for (index, stage) in stages.enumerated() {
      if let projection = stage.projection {
        (last, isProjected) = ((index, projection.prototypes), true)
      } else if stage.id.kind == .warmUp || stage.id.kind == .joint {
        isProjected = false
      }
      guard isProjected, let prototypes = last?.prototypes else { continue }
      let kept = stage.pruning?.kept.filter(prototypes.indices.contains).map { prototypes[$0] }
      last = (index, kept ?? prototypes)
    }
    return last
  }
}
