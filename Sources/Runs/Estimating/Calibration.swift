import Digests
import Engine
import Engines
import Experiments
import Files
import Foundation
import Networks
import ProtoPNet
import Recipe
import Tensors

/// How fast this machine is at an experiment's network, in seconds for a picture.
package struct Calibration: Codable, Equatable, Sendable {
  /// A forward pass of all layers and the head, and one of the backbone alone.
  package var forward, backbone: Double
  /// A step of the joint stage.
  package var joint: Double
  /// A step of the warm-up, on kept features.
  package var warmUp: Double
  /// Whether other work was running meanwhile, so that the times are too long.
  package var isDisturbed = false

  /// The operations of a measured batch, at most: a second or two on two processors.
  private static let operationLimit = 4e11
  /// How long a pass is repeated at most, in seconds.
  private static let duration = 0.6

  /// Measures a plan's network with K classes, on pictures of noise.
  ///
  /// - Throws: `ExperimentError` and `NetworkError` where the network cannot be made.
  init(measuring plan: Plan, classCount: Int) throws {
    let experiment = plan.experiment
    isDisturbed = Self.machineIsBusy
    let network = try plan.makeModel(
      classCount: classCount,
      engine: try plan.makeEngine(ConvolutionChoices()),
      seed: 0,
      weights: nil,
      start: nil
    ).trained
    let prototypes = try plan.prototypeCount(classCount: classCount)
    let operations = plan.operationCount(classCount: classCount, prototypeCount: prototypes)
    let count = min(
      experiment.optimizer.batchSize,
      max(2, Int(Self.operationLimit / (3 * max(operations, 1))))
    )
    let labels = (0..<count).map { $0 % classCount }
    func noise(_ shape: [Int]) -> Tensor {
      var stream = RandomStream(seed: 0, purpose: "calibration")
      let shape = Shape([count] + shape)
      return Tensor((0..<shape.count).map { _ in stream.uniform() }, shape: shape)
    }
    let size = experiment.data.imageSize
    let (pictures, features) = (noise([3, size, size]), noise(plan.featureShape.dimensions))
    func step(
      _ layers: (any RunnableNetwork)?,
      _ input: Tensor,
      _ optimizer: StageOptimizer?
    ) throws(NetworkError) {
      let output = try layers?.forward(input) ?? input
      let step = network.step(
        output: output,
        labels: labels,
        coefficients: experiment.coefficients,
        trains: optimizer != nil
      )
      guard let optimizer else { return }
      if let gradient = step.outputGradient { try layers?.backward(gradient) }
      optimizer.step(step.headGradients)
    }
    func seconds(_ work: () throws -> Void) rethrows -> Double {
      try work()
      let clock = ContinuousClock()
      var (times, total) = ([Double](), 0.0)
      while times.count < 2 || total < Self.duration && times.count < 20 {
        let time = try clock.measure(work) / .seconds(1)
        times.append(time)
        total += time
      }
      return (times.min() ?? 0) / Double(count)
    }
    backbone = try seconds { _ = try network.evaluate(.backbone, pictures) }
    let whole = try network.compiled(.whole, shape: pictures.shape, mode: .evaluation)
    forward = try seconds { try step(whole, pictures, nil) }
    network.releaseCompiledNetworks()
    func trained(_ part: ConvolutionalNetwork.Part, _ kind: Stage.Kind, _ input: Tensor) throws
      -> Double
    {
      guard network.optimizedStages.contains(kind) else { return 0 }
      let mode = Mode(
        batchNormalization: .train,
        trainsFrom: network.firstTrainedNode(in: part, trainsBackbone: kind == .joint)
      )
      let layers = try network.compiled(part, shape: input.shape, mode: mode)
      let optimizer = StageOptimizer(of: kind, network, experiment.optimizer)
      return try seconds { try step(layers, input, optimizer) }
    }
    warmUp = try trained(.behindBackbone, .warmUp, features)
    joint = try trained(.whole, .joint, pictures)
  }

  // MARK: - Kept between commands

  /// A plan's calibration, from an earlier command on this machine where it measured the same.
  ///
  /// - Throws: As ``init(measuring:classCount:)``.
  package static func of(_ plan: Plan, classCount: Int) throws -> Calibration {
    let file = cache.appending(path: "\(try key(plan, classCount)).json")
    if let data = try? Data(contentsOf: file),
      let known = try? JSONDecoder().decode(Calibration.self, from: data)
    {
      return known
    }
    let measured = try Calibration(measuring: plan, classCount: classCount)
    // A cache that cannot be written costs the next command a few seconds.
    if !measured.isDisturbed, let data = try? JSONEncoder().encode(measured) {
      try? Folder.make(cache)
      try? NewFile.write(data, to: file)
    }
    return measured
  }

  /// Whether more than half of a processor was at work over the last minute, as far as the system tells.
  private static var machineIsBusy: Bool {
    let text = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? ""
    return text.split(separator: " ").first.flatMap { Double($0) }.map { $0 > 0.5 } ?? false
  }

  private static var cache: URL {
    let environment = ProcessInfo.processInfo.environment
    let base =
      environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? URL(fileURLWithPath: $0) : nil }
      ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache")
    return base.appending(path: "protopnet/calibration", directoryHint: .isDirectory)
  }

  /// All that the times depend on.
  private static func key(_ plan: Plan, _ classCount: Int) throws -> String {
    let experiment = plan.experiment
    let facts = [
      try Program.digest(), Program.processor, "\(ProcessorShare.count)",
      "\(experiment.engine.threads)", "\(experiment.engine.convolution)",
      "\(experiment.engine.precision ?? .float32)",
      "\(experiment.engine.library ?? .onednn)", "\(experiment.engine.place)",
      plan.backbone.description, "\(plan.addOnLayers)", "\(experiment.data.imageSize)",
      "\(experiment.optimizer.batchSize)", "\(experiment.model)", "\(classCount)",
      "\(try plan.prototypeCount(classCount: classCount))",
      "\(experiment.prototypes.height)×\(experiment.prototypes.width)",
    ]
    return "\(SHA256Digest(facts.joined(separator: "\n")).prefix(16))"
  }
}
