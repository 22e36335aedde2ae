import Experiments
import Foundation
import Networks
import Recipe
import Reports

/// Run records with figures that look like a run's and follow from the seed alone.
enum FakeRun {
  /// Where the fixtures are, beside this file.
  static let fixtures = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures")

  /// A number from -1 to 1 that follows from its indices.
  static func wobble(_ indices: Int...) -> Double {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    for index in indices {
      state = (state ^ UInt64(bitPattern: Int64(index))) &* 0xBF58_476D_1CE4_E5B9
      state ^= state >> 29
    }
    return Double(state % 20_001) / 10_000 - 1
  }

  static func digest(_ text: String) -> String {
    (0..<4).map { part in
      let hash = text.utf8.reduce(UInt64(part + 1) &* 0x100_0000_01B3) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01B3
      }
      let digits = String(hash, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    .joined()
  }

  /// A finished run of a warm-up and `cycles` cycles.
  static func record(
    experiment: String = "toy-birds",
    architecture: String = "vgg16 cut after block-4",
    seed: UInt64 = 1,
    cycles: Int = 3,
    classNames: [String] = ["Ember finch", "Lake heron", "Sun warbler", "Moss wren"],
    prototypesPerClass: Int = 12,
    finalCorrectCount: Int? = nil
  ) -> RunRecord {
    let experimentDigest = digest(experiment + architecture)
    var record = RunRecord(
      experiment: experiment,
      experimentDigest: experimentDigest,
      runID: "\(experimentDigest.prefix(12))-s\(seed)",
      seed: seed,
      environment: .init(
        program: "protopnet 0.1.0",
        library: "oneDNN 2.6.3",
        processor: "x86-64 with AVX-512",
        threads: 2,
        convolution: "winograd"
      ),
      data: .init(
        name: "toy birds",
        classNames: classNames,
        imageSize: 64,
        splits: [
          .init(name: "train", imageCount: 2400, digest: digest("train")),
          .init(name: "projection", imageCount: 600, digest: digest("projection")),
          .init(name: "test", imageCount: 600, digest: digest("test")),
        ]
      ),
      network: .init(
        architecture: architecture,
        weights: "vgg16.h5 sha256 \(digest("weights").prefix(12))",
        parameterCount: 7_793_472,
        latentShape: [128, 8, 8],
        prototypeCount: classNames.count * prototypesPerClass,
        floatingPointOperations: 2.147e9
      )
    )
    var stages = [stage("warm-up", seed: seed, order: 0, level: 0.52, epochs: 5)]
    for cycle in 1...max(cycles, 1) where cycles > 0 {
      let level = 0.88 - 0.2 / Double(cycle)
      let order = 3 * cycle
      stages.append(
        stage("cycle-\(cycle)/joint", seed: seed, order: order, level: level, epochs: 8)
      )
      var projection = stage(
        "cycle-\(cycle)/projection",
        seed: seed,
        order: order + 1,
        level: level - 0.12 / Double(cycle),
        epochs: 0
      )
      projection.projection = self.projection(
        seed: seed,
        cycle: cycle,
        classNames: classNames,
        perClass: prototypesPerClass
      )
      stages.append(projection)
      stages.append(
        stage(
          "cycle-\(cycle)/last-layer",
          seed: seed,
          order: order + 2,
          level: level + 0.012,
          epochs: 4,
          cached: true
        )
      )
    }
    if let finalCorrectCount {
      stages[stages.count - 1].evaluation.correctCount = finalCorrectCount
    }
    record.stages = stages
    record.deviations = [
      "last layer solved as a convex problem (passes of Adam)"
    ]
    record.isComplete = true
    return record
  }

  private static func stage(
    _ name: String,
    seed: UInt64,
    order: Int,
    level: Double,
    epochs: Int,
    cached: Bool = false
  ) -> StageRecord {
    let seed = Int(seed)
    let share = level + 0.012 * wobble(seed, order)
    let passes = (0..<epochs).map { epoch in
      let progress = 1 - exp(-0.6 * Double(epoch + 1))
      let accuracy = min(0.995, (level - 0.2) + 0.3 * progress + 0.01 * wobble(seed, order, epoch))
      return StageRecord.Pass(
        costs: Costs(
          [
            .crossEntropy: 1.35 * exp(-2.6 * (accuracy - 0.3)),
            .cluster: 1.4 - 0.95 * accuracy + 0.02 * wobble(seed, order, epoch, 1),
            .separation: 1.1 + 1.2 * accuracy + 0.03 * wobble(seed, order, epoch, 2),
            .lastLayerL1: 72 - Double(order),
          ],
          total: 1.1 - accuracy
        ),
        accuracy: accuracy
      )
    }
    guard let id = Stage.ID(name: name) else { preconditionFailure("no stage '\(name)'") }
    return StageRecord(
      id: id,
      stepCount: epochs * 30,
      usedCachedFeatures: cached,
      passes: passes,
      evaluation: .init(
        split: "test",
        imageCount: 600,
        correctCount: Int(600 * share),
        costs: [
          .crossEntropy: 1.4 * exp(-2.4 * (share - 0.3)),
          .cluster: 1.45 - 0.9 * share,
          .separation: 1.05 + 1.1 * share,
        ]
      ),
      projection: nil,
      checkpoint: "checkpoints/\(name.replacing("/", with: "-")).h5",
      checkpointDigest: digest("\(name)\(seed)")
    )
  }

  private static func projection(
    seed: UInt64,
    cycle: Int,
    classNames: [String],
    perClass: Int
  ) -> StageRecord.Projection {
    let seed = Int(seed)
    let prototypes = (0..<classNames.count * perClass).map { index in
      let classIndex = index / perClass
      // The last prototype of every class lands where the one before it did.
      let place = index % perClass == perClass - 1 && perClass > 1 ? index - 1 : index
      let name = classNames[classIndex].lowercased().replacing(" ", with: "-")
      let row = Int(4 + 4 * wobble(seed, place, 7)) % 8
      let column = Int(4 + 4 * wobble(seed, place, 8)) % 8
      return StageRecord.Prototype(
        index: index,
        classIndex: classIndex,
        source: PrototypeSource(
          image: "\(name)/\(1000 + Int(500 + 499 * wobble(seed, place, 9))).png",
          imageDigest: nil,
          row: row,
          column: column,
          box: PixelBox(
            firstRow: 8 * row,
            endRow: 8 * row + 16,
            firstColumn: 8 * column,
            endColumn: 8 * column + 16
          ),
          squaredDistance: Float(0.05 + 0.04 * wobble(seed, place, cycle, 10))
        ),
        picture: "prototypes/\(index)-crop.png"
      )
    }
    return StageRecord.Projection(
      meanShift: 0.21 / Double(cycle),
      meanSquaredDistance: 0.05 / Double(cycle),
      duplicateCount: perClass > 1 ? classNames.count : 0,
      onObjectShare: 0.8 + 0.02 * Double(cycle),
      prototypes: prototypes
    )
  }

  /// A run in memory.
  static func run(_ record: RunRecord, metrics: String = "") -> LoadedRun {
    LoadedRun(
      directory: URL(filePath: "/results/\(record.experiment)/\(record.runID)"),
      record: record,
      metrics: MetricsLog(Data(metrics.utf8))
    )
  }

  /// A new, empty directory under the temporary one.
  static func temporaryDirectory(_ name: String = #function) throws -> URL {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "protopnet-reports-\(ProcessInfo.processInfo.processIdentifier)")
      .appending(path: name.filter { $0.isLetter || $0.isNumber })
    if FileManager.default.fileExists(atPath: directory.path) {
      try FileManager.default.removeItem(at: directory)
    }
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    return directory
  }

  /// Writes a run directory with pictures for its prototypes.
  @discardableResult
  static func write(_ record: RunRecord, metrics: String = "", to directory: URL) throws -> URL {
    let pictures = directory.appending(path: "prototypes")
    try FileManager.default.createDirectory(at: pictures, withIntermediateDirectories: true)
    try JSONEncoder().encode(record).write(to: directory.appending(path: "record.json"))
    try Data(metrics.utf8).write(to: directory.appending(path: "metrics.jsonl"))
    for prototype in record.stages.last(where: { $0.projection != nil })?.projection?.prototypes
      ?? []
    {
      for kind in ["crop", "box", "overlay"] {
        let source = fixtures.appending(path: "pictures/\(prototype.classIndex % 4)-\(kind).png")
        try Data(contentsOf: source)
          .write(to: pictures.appending(path: "\(prototype.index)-\(kind).png"))
      }
    }
    return directory
  }
}
