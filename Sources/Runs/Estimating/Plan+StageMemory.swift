import Datasets
import Engines
import Experiments
import Networks
import ProtoPNet
package import Recipe
import Tensors

extension Plan {
  /// About the most memory that the process has at once within each stage, in order.
  ///
  /// It is counted as the stages go: the engine's working memory, which grows to that of the largest pass so
  /// far; the parameters as the kernels of every compiled pass take them; parameters and moments, rows and
  /// pictures that are kept, and batches on their way. Pictures that are not there yet are taken for one batch.
  ///
  /// - Throws: As ``largestStep(batchSize:)``.
  package func memoryByStage() throws -> [(stage: Stage.ID, byteCount: Int)] {
    let counts = try PictureCounts(experiment)
    var accounts = try StageMemory(self, counts)
    return try stages.map { ($0.id, try accounts.peak(of: $0)) }
  }
}

/// What stages take of memory, one after the other.
private struct StageMemory {
  /// The program, its libraries and their threads.
  private static let baseByteCount = 80 << 20

  private let plan: Plan
  private let counts: PictureCounts?
  private let network: ConvolutionalNetwork
  private let rows: [Stage.ID: Int]
  private var workingByteCount = 0
  /// What the compiled passes that are alive hold beside it.
  private var alive: [Pass: Int] = [:]
  private var optimized: Set<Stage.Kind> = []

  private struct Pass: Hashable {
    let part: ConvolutionalNetwork.Part
    let imageCount: Int
    let mode: Mode
  }

  init(_ plan: Plan, _ counts: PictureCounts?) throws {
    (self.plan, self.counts) = (plan, counts)
    network = try plan.networkToMeasure()
    let prototypes = try counts.map { try plan.prototypeCount(classCount: $0.classes) } ?? 1
    rows = plan.cachedRows(imageCount: counts?.train ?? 1, prototypeCount: prototypes)
      .reduce(into: [:]) { if !$1.isOnDisk { $0[$1.stage] = $1.byteCount } }
  }

  private var batchSize: Int { plan.experiment.optimizer.batchSize }

  mutating func peak(of stage: Stage) throws -> Int {
    let modes = plan.experiment.backbone.batchNormalization
    let isFixed = plan.computesOnce(stage)
    func trains(_ part: ConvolutionalNetwork.Part, _ normalization: BatchNormalizationMode) -> Mode
    {
      Mode(
        batchNormalization: normalization,
        trainsFrom: network.firstTrainedNode(in: part, trainsBackbone: stage.kind == .joint)
      )
    }
    var peak = 0
    func note() { peak = max(peak, workingByteCount + alive.values.reduce(0, +)) }
    switch stage {
    case .warmUp:
      if isFixed { try compile(.backbone, counts?.train, .evaluation) }
      note()
      alive = [:]
      let part = isFixed ? ConvolutionalNetwork.Part.behindBackbone : .whole
      try compile(part, counts?.train, trains(part, modes.warmUp))
      note()
      alive = [:]
    case .joint:
      alive = [:]
      try compile(.whole, counts?.train, trains(.whole, .train), isShared: true)
      note()
      alive = [:]
    case .projection:
      try compile(.whole, counts?.projection, .evaluation)
      // Prototypes are looked at picture by picture.
      try compile(.whole, 1, .evaluation)
    case .lastLayer:
      if isFixed {
        try compile(.whole, counts?.train, .evaluation)
      } else {
        alive = [:]
        try compile(
          .whole,
          counts?.train,
          Mode(batchNormalization: modes.lastLayer, trainsFrom: nil)
        )
        note()
        alive = [:]
      }
    case .pruning: try compile(.whole, counts?.projection, .evaluation)
    }
    try compile(.whole, counts?.test, .evaluation)
    if let validation = counts?.validation, validation > 0 {
      try compile(.whole, validation, .evaluation)
    }
    note()
    if let kind = stage.optimizer { optimized.insert(kind) }
    return Self.baseByteCount + peak + parameterByteCount + pictureByteCount
      + (rows[stage.id] ?? 0)
  }

  /// Counts the passes over some images, whose last batch is smaller.
  private mutating func compile(
    _ part: ConvolutionalNetwork.Part,
    _ imageCount: Int?,
    _ mode: Mode,
    isShared: Bool = false
  ) throws {
    let shares = isShared ? plan.experiment.optimizer.shareCount : 1
    let size = min(batchSize, imageCount ?? batchSize)
    let sizes = Set([size, (imageCount ?? size) % size].map { ($0 + shares - 1) / shares })
    for count in sizes where count > 0 {
      let edge = plan.experiment.data.imageSize
      let shape: Shape =
        part == .behindBackbone
        ? Shape([count] + plan.featureShape.dimensions) : [count, 3, edge, edge]
      let pass = try network.compiled(part, shape: shape, mode: mode)
      workingByteCount = max(workingByteCount, pass.workingByteCount)
      alive[Pass(part: part, imageCount: count, mode: mode)] = pass.permanentByteCount
    }
  }

  /// Values, and two moments of all that has been trained so far.
  private var parameterByteCount: Int {
    let values = network.parameters.trainableCount * 4
    return optimized.contains(.joint) ? 3 * values : values
  }

  /// Decoded pictures, and batches that are loaded ahead.
  private var pictureByteCount: Int {
    let pixels = 3 * plan.experiment.data.imageSize * plan.experiment.data.imageSize
    let kept = counts.map { $0.train + $0.tested } ?? 0
    let allowance = (try? CacheMemory.byteCount(setCount: 2)) ?? 0
    return min(kept * pixels, allowance) + (ImageLoader.lookAhead + 1) * batchSize * pixels * 4
  }
}
