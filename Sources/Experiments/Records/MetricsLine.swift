package import Recipe

/// A line of `metrics.jsonl`: a finished pass, a step, or an event of a stage.
///
/// It is the one file that holds times. A run reads only that of a run whose stage it takes over.
package struct MetricsLine: Codable, Sendable {
  package enum Event: String, Sendable {
    /// The stage begins.
    case began
    /// One of the optimiser's steps, where the experiment asks for them.
    case step
    /// The network after the stage, on the test split; within it where the line has an epoch.
    case evaluation
    /// The same on the validation split.
    case validation
    /// The stage's checkpoint is written.
    case ended
  }

  /// Nil for a stage that this program does not know.
  package var stage: Stage.ID?
  /// What happened; nil for a pass, and for events of other versions see ``isPass``.
  package var event: Event?
  /// Whether the line is of a pass.
  package let isPass: Bool
  /// Of a pass or a step's pass, counted from 1.
  package var epoch: Int?
  /// The optimiser's steps since the stage began, this one included; of a pass or a step.
  package var step: Int?
  /// Since the process began to write.
  package var seconds: Double?
  /// Unweighted means over the pass's batches; of a step those of its batch, before the step.
  package var costs: [CostTerm: Double]
  /// The weighted sum, of a pass or a step.
  package var total: Double?
  /// The share of images classified correctly, 0 to 1.
  package var accuracy: Double?
  /// The most memory that the process had at once within the stage, in bytes; of a stage's end.
  package var peakMemory: Int?

  /// A finished pass, or with the event ``Event/step`` a step; `epoch` counts from 1, `step` from the stage's
  /// beginning.
  package init(
    _ event: Event? = nil,
    pass stage: Stage.ID,
    epoch: Int,
    step: Int,
    seconds: Double,
    costs: Costs,
    accuracy: Double
  ) {
    (self.stage, self.event, isPass) = (stage, event, event == nil)
    (self.epoch, self.step, self.seconds) = (epoch, step, seconds)
    self.costs = costs.values
    (total, self.accuracy) = (costs.total, accuracy)
  }

  /// An event of a stage.
  package init(
    _ event: Event,
    stage: Stage.ID,
    epoch: Int? = nil,
    step: Int? = nil,
    seconds: Double,
    accuracy: Double? = nil,
    peakMemory: Int? = nil
  ) {
    (self.stage, self.event, isPass) = (stage, event, false)
    (self.epoch, self.step, total, costs) = (epoch, step, nil, [:])
    (self.seconds, self.accuracy, self.peakMemory) = (seconds, accuracy, peakMemory)
  }

  package init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: RecordKey.self)
    let stageName: String = try fields.value("stage")
    stage = Stage.ID(name: stageName)
    let name: String? = try fields.valueIfPresent("event")
    (event, isPass) = (name.flatMap(Event.init), name == nil)
    (epoch, step) = (try fields.valueIfPresent("epoch"), try fields.valueIfPresent("step"))
    seconds = try fields.valueIfPresent("seconds")
    (costs, total) = (try fields.costs(), try fields.valueIfPresent("total"))
    accuracy = try fields.valueIfPresent("accuracy")
    peakMemory = try fields.valueIfPresent("peak_memory")
  }

  package func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: RecordKey.self)
    try fields.set("stage", stage)
    try fields.set("event", event?.rawValue)
    try fields.set("epoch", epoch)
    try fields.set("step", step)
    try fields.set("seconds", seconds)
    try fields.set(costs)
    try fields.set("total", total)
    try fields.set("accuracy", accuracy)
    try fields.set("peak_memory", peakMemory)
  }
}
