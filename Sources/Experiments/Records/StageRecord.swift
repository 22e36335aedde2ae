package import Recipe

/// One finished stage of a run.
package struct StageRecord: Codable, Equatable, Sendable {
  /// The stage's place in the schedule, such as `warm-up` or `cycle-1/joint`.
  package var id: Stage.ID
  /// The optimiser's steps.
  package var stepCount: Int
  /// Whether the stage ran on features computed once.
  package var usedCachedFeatures: Bool
  /// The costs of each pass, means over its batches; a stage without training has none.
  package var passes: [Pass]
  /// The network after the stage, on the test split.
  package var evaluation: Evaluation
  /// What the network says of every test image: the file of their logits.
  package var predictions: Evidence?
  /// The network after the stage, on the validation split, where the experiment declares one.
  package var validation: Evaluation?
  /// What the projection found, after a projection stage.
  package var projection: Projection?
  /// How good the last layer is, after a last-layer stage that found out.
  package var lastLayer: LastLayerFit?
  /// What checking the projection found, where the experiment asks for it.
  package var projectionCheck: ProjectionCheck?
  /// What pruning did, after a pruning stage.
  package var pruning: Pruning?
  /// What was measured of the prototypes, where the experiment asks for it, after the last stage.
  package var prototypeMetrics: PrototypeMetrics?
  /// The files of the stage's checks.
  package var evidence: [Evidence]?
  /// The checkpoint written after the stage, relative to the run directory, and its SHA-256.
  package var checkpoint: String
  package var checkpointDigest: String
  /// The digest of all that decides the stage's results; equal ones are computed once.
  package var key: String?
  /// The run that computed the stage, where it was another one.
  package var sharedFrom: String?

  /// The name of the stage's place in the schedule.
  package var name: String { id.name }

  package init(
    id: Stage.ID,
    stepCount: Int,
    usedCachedFeatures: Bool,
    passes: [Pass],
    evaluation: Evaluation,
    validation: Evaluation? = nil,
    projection: Projection?,
    projectionCheck: ProjectionCheck? = nil,
    pruning: Pruning? = nil,
    evidence: [Evidence]? = nil,
    checkpoint: String,
    checkpointDigest: String
  ) {
    (self.id, self.stepCount, self.usedCachedFeatures) = (id, stepCount, usedCachedFeatures)
    (self.passes, self.evaluation, self.validation) = (passes, evaluation, validation)
    (self.projection, self.projectionCheck, self.pruning) = (projection, projectionCheck, pruning)
    (self.evidence, self.checkpoint) = (evidence, checkpoint)
    self.checkpointDigest = checkpointDigest
  }

  /// As the fields are called in a record.
  private enum CodingKeys: String, CodingKey {
    case id = "name"
    case stepCount, usedCachedFeatures, passes, evaluation, predictions, validation, projection
    case lastLayer, projectionCheck, pruning, prototypeMetrics, evidence, checkpoint,
      checkpointDigest, key,
      sharedFrom
  }
}
