import Networks
import Recipe

extension Experiment {
  /// Where the recipe is not the released code's, whose values stand in brackets: what matters to whoever
  /// compares with published figures.
  ///
  /// Data, D and the length of the schedule are left out: they are the paper's to choose by data set. What
  /// chooses the reported stage is told by tables of their own accord.
  package var deviations: [String] {
    let differences = Self.differences(releasedRecipe.settings, settings)
    var texts = differences.filter { isOfRecipe($0.key) }.compactMap { difference -> String? in
      // What stands for a key that is not there unless it is given.
      let absent = Self.absentValues[difference.key] ?? "none"
      let (theirs, ours) = (difference.first ?? absent, difference.second ?? absent)
      return ours == theirs ? nil : "\(difference.key) \(ours) (\(theirs))"
    }
    if schedule.cycles.contains(where: { $0.lastLayer?.solver == .convex }) {
      texts.append("last layer solved as a convex problem (passes of Adam)")
    }
    if let precision = engine.precision {
      texts.append("engine.precision \(precision) (\(Precision.float32))")
    }
    if backbone.weights == nil, startFrom == nil {
      texts.append("random parameters (pretrained ones)")
    }
    return texts
  }

  /// What holds where an optional key is not given.
  private static let absentValues = [
    "optimizer.joint.moments": JointRates.Moments.kept.rawValue,
    "prototypes.initialization": PrototypeInitialization.random.rawValue,
    "backbone.feature-scale": "1",
  ]

  private func isOfRecipe(_ key: String) -> Bool {
    if ["data.image-size", "add-on-layers.kind"].contains(key) { return true }
    // The network's name in tables tells a cut and another width.
    let named = ["architecture", "weights", "cut-after", "width-multiplier"].map {
      "backbone.\($0)"
    }
    if named.contains(key) { return false }
    // Plain VGG has none to say anything of.
    if key.hasPrefix("backbone.batch-normalization.") { return !backbone.architecture.isPlainVGG }
    return ["backbone.", "prototypes.", "coefficients.", "optimizer."].contains(
      where: key.hasPrefix
    )
  }

  /// The released code's recipe for the same backbone and model.
  private var releasedRecipe: Experiment {
    let text = """
      name: released
      preset: as-released-code
      model: \(model.rawValue)
      data: {source: image-folder, folder: data, image-size: 224}
      backbone: {architecture: \(backbone.name)}
      schedule: {warm-up: {epochs: 5}, cycles: [{joint: {epochs: 5}, last-layer: {epochs: 20}}]}
      """
    do {
      return try Experiment(yaml: text, file: "released.yaml")
    } catch {
      preconditionFailure("the released recipe is an experiment: \(error)")
    }
  }
}
