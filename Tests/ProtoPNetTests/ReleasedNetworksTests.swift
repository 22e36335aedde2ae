import Checkpoints
import EngineTestSupport
import Engines
import HeadKernels
import Images
import Networks
import ProtoPNet
import Recipe
import Tensors
import TestSupport
import Testing

/// Whole networks beside the released code, which ran in double precision.
///
/// The serialized order keeps one network at a time in memory.
@Suite(.serialized)
struct ReleasedNetworksTests {
  /// The paper's six backbones and the smallest of each family.
  static let names = [
    "vgg11", "vgg16", "vgg19", "resnet18", "resnet34", "resnet152", "densenet121", "densenet161",
  ]

  @Test(arguments: EngineChoice.exact, names)
  func classifiesAlike(_ engine: EngineChoice, _ name: String) throws {
    let released = try ReleasedNetwork(name, engine: engine)
    let output = released.network.head.forward(
      try released.network.evaluate(.whole, ReleasedNetwork.input(0..<8))
    )
    expectClose(
      output.logits.values,
      try released.released("evaluation/logits").values,
      relative: 1e-4,
      floor: 0.01,
      name
    )
    expectClose(
      output.minimumDistances.values.values,
      try released.released("evaluation/minimum_squared_distances").values,
      relative: 1e-4,
      floor: 0.01,
      name
    )
  }

  @Test func addsLogitsAlike() throws {
    let members = try ["vgg19", "resnet34", "densenet121"].map {
      let network = try ReleasedNetwork($0).network
      return network.head.forward(
        try network.evaluate(.whole, ReleasedNetwork.input(0..<8))
      ).logits
    }
    let truth = try ReleasedNetwork.fixture().doubles("/ensemble/logits").values
    expectClose(Ensemble.logits(of: members).values, truth, relative: 1e-4, floor: 0.01, "ensemble")
  }

  @Test(arguments: EngineChoice.exact, names)
  func findsTheSameGradients(_ engine: EngineChoice, _ name: String) throws {
    let released = try ReleasedNetwork(name, engine: engine)
    let network = released.network
    let input = ReleasedNetwork.input(0..<8)
    let convolutional = try network.compiled(
      .whole,
      shape: input.shape,
      mode: Mode(batchNormalization: .train, trainsFrom: 0)
    )
    let step = network.head.trainingStep(
      latent: try convolutional.forward(input),
      labels: (0..<8).map(ReleasedNetwork.label),
      coefficients: .published,
      needs: [.latent, .prototypes, .lastLayer]
    )
    try convolutional.backward(try #require(step.latentGradient))
    try expectCosts(step.costs.released, released.released("gradients/costs").values, 1e-4, name)
    let rounding = try released.released("gradients/rounding").values
    let summaries = try released.releasedSummaries("gradients")
    let largest = summaries.map(\.truth[0]).max() ?? 0
    var (count, releasedCount) = (0, 0)
    for (index, (parameter, truth)) in summaries.enumerated() {
      let gradient =
        switch parameter {
        case "prototype_vectors": try #require(step.prototypeGradient)
        case "last_layer.weight": try #require(step.lastLayerGradient)
        default: network.parameters.gradient(parameter)
        }
      // One activation that rounding moves across a ReLU's zero shows in the smallest gradients; and
      // where the released code's own rounding is larger, no single precision surely does better.
      let asked = max(1e-3 * truth[0], 1e-5 * largest)
      expectSummary(gradient, truth, of: parameter, within: max(asked, 2 * rounding[index]), name)
      count += largestDifference(gradient, truth, of: parameter) > asked ? 1 : 0
      releasedCount += rounding[index] > asked ? 1 : 0
    }
    print(
      "\(name), \(engine): of \(summaries.count) gradients, \(count) are off by more than 1e-3, "
        + "and \(releasedCount) of the released code itself in single precision"
    )
  }

  @Test(arguments: EngineChoice.exact, names)
  func descendsJointlyAlike(_ engine: EngineChoice, _ name: String) throws {
    let released = try ReleasedNetwork(name, engine: engine)
    let outcome = try released.withTrainer(pictureCount: 8, jointScale: 0.1) {
      try $0.joint(cycle: 1, .epochs(10))
    }
    try expectTrace(outcome, released, "joint/costs") { $0 < 3 ? 1e-3 : 1e-2 }
    for (parameter, truth) in try released.releasedSummaries("joint") {
      let value =
        parameter == "prototypes"
        ? released.network.head.prototypeLayer.prototypes : released.network.parameters[parameter]
      expectSummary(value, truth, of: parameter, within: 1e-2 * truth[0], name)
    }
  }

  /// Winograd's convolutions round differently, which Adam amplifies: by how much is printed.
  @Test(arguments: names)
  func reportsHowFastConvolutionsDeviate(_ name: String) throws {
    let released = try ReleasedNetwork(name, engine: .winograd)
    let outcome = try released.withTrainer(pictureCount: 8, jointScale: 0.1) {
      try $0.joint(cycle: 1, .epochs(10))
    }
    let truth = try released.released("joint/costs")
    let width = truth.values.count / outcome.passes.count
    let errors = outcome.passes.enumerated().map { pass, costs in
      zip(costs.costs.released, truth.values[(pass * width)...]).map { abs($0 / $1 - 1) }.max() ?? 0
    }
    let (first, all) = (errors.prefix(3).max() ?? .infinity, errors.max() ?? .infinity)
    print("\(name), Winograd: costs within \(first) in 3 steps, within \(all) in 10")
    #expect(first <= 1e-2 && all <= 0.1, "\(name)")
  }

  @Test(arguments: EngineChoice.exact, names)
  func warmsUpAlike(_ engine: EngineChoice, _ name: String) throws {
    let released = try ReleasedNetwork(name, engine: engine)
    let outcome = try released.withTrainer(pictureCount: 8) { try $0.warmUp(.epochs(5)) }
    try expectTrace(outcome, released, "warm-up/costs") { _ in 1e-3 }
  }

  @Test(arguments: names)
  func projectsOntoTheSamePatches(_ name: String) throws {
    let released = try ReleasedNetwork(name)
    let projection = try released.withTrainer(pictureCount: 24) { try $0.project() }
    let (images, cells, boxes, margins) = try (
      released.released("projection/image").values, released.released("projection/cell").values,
      released.released("projection/box").values, released.released("projection/margin").values
    )
    let distances = try released.released("projection/squared_distance").values
    let fields = try released.released("projection/receptive_field").values
    let field = released.network.graph(.whole).receptiveField
    let prototypes = try released.released("projection/prototypes").values
    expectClose(
      projection.sources.map(\.squaredDistance),
      distances,
      relative: 1e-4,
      floor: 0.01,
      name
    )
    for (prototype, source) in projection.sources.enumerated() {
      // Two patches that lie equally near, within rounding.
      if margins[prototype] < 1e-5 {
        print("\(name): prototype \(prototype) has two patches within \(margins[prototype])")
        continue
      }
      let what = "\(name), prototype \(prototype)"
      #expect(source.imageIndex == Int(images[prototype]), "\(what)")
      #expect(
        [source.row, source.column] == cells[2 * prototype..<2 * prototype + 2].map(Int.init)
      )
      let seen = [source.row, source.column].flatMap {
        let pixels = field.pixels(ofCell: $0, size: ReleasedNetwork.imageSize)
        return [pixels.lowerBound, pixels.upperBound]
      }
      #expect(seen == fields[4 * prototype..<4 * prototype + 4].map(Int.init), "\(what)")
      let range = prototype * ReleasedNetwork.depth..<(prototype + 1) * ReleasedNetwork.depth
      expectClose(
        Array(projection.after.values[range]),
        Array(prototypes[range]),
        relative: 1e-4,
        floor: 0.01,
        what
      )
      let map = try activationMap(prototype, of: projection, released)
      let box = [map.box.firstRow, map.box.endRow, map.box.firstColumn, map.box.endColumn]
      #expect(box == boxes[4 * prototype..<4 * prototype + 4].map(Int.init), "\(what)")
      if prototype < 3 {
        let picture = ReleasedNetwork.picture(source.imageIndex)
        let crop = picture.cropped(rows: box[0]..<box[1], columns: box[2]..<box[3])
        try expectPicture(crop, released, "projection/crop-\(prototype)", within: 1)
        let overlay = picture.overlay(heat: map.upsampled)
        try expectPicture(overlay, released, "projection/overlay-\(prototype)", within: 2)
      }
    }
  }

  @Test(arguments: names)
  func trainsTheLastLayerAlike(_ name: String) throws {
    let released = try ReleasedNetwork(name)
    let outcome = try released.withTrainer(pictureCount: 24) { trainer in
      _ = try trainer.project()
      return try trainer.lastLayer(cycle: 1, LastLayerOptimization())
    }
    try expectTrace(outcome, released, "last-layer/costs") { _ in 1e-3 }
    expectClose(
      released.network.head.lastLayer.weight.values,
      try released.released("last-layer/weight").values,
      relative: 1e-3,
      floor: 0.01,
      name
    )
  }

  @Test(arguments: names)
  func prunesTheSamePrototypes(_ name: String) throws {
    let released = try ReleasedNetwork(name)
    let network = released.network
    _ = try released.withTrainer(pictureCount: 24) { try $0.project() }
    var nearest = NearestImages(
      count: 6,
      prototypeCount: network.head.prototypeLayer.prototypeCount
    )
    for first in stride(from: 0, to: 24, by: 8) {
      let latent = try network.evaluate(.whole, ReleasedNetwork.input(first..<first + 8))
      nearest.consider(
        network.head.prototypeLayer.forward(latent),
        labels: (first..<first + 8).map(ReleasedNetwork.label),
        firstImageIndex: first
      )
    }
    let kept = Pruning(nearest: 6, threshold: 3).isKept(
      nearest,
      prototypeClass: network.head.prototypeLayer.prototypeClass
    )
    let truth = try released.released("pruning/kept").values.map { $0 != 0 }
    let margins = try released.released("pruning/margin").values
    for (prototype, margin) in margins.enumerated() {
      if margin < 1e-5 {
        print("\(name): prototype \(prototype)'s sixth neighbours lie within \(margin)")
      } else {
        #expect(kept[prototype] == truth[prototype], "\(name), prototype \(prototype)")
      }
    }
    let keptIndices = truth.indices.filter { truth[$0] }
    let classes = Set(keptIndices.map { network.head.prototypeLayer.prototypeClass[$0] })
    // The released code goes on without a class's prototypes; ours refuses.
    guard classes.count == ReleasedNetwork.classCount else { return }
    let pruned = network.head.keeping(keptIndices)
    let output = pruned.forward(try network.evaluate(.whole, ReleasedNetwork.input(0..<8)))
    let logits = try released.released("pruning/logits").values
    // A prototype's own patch is 0 away, where the similarity turns a rounding of 1e-6 into 1 %.
    expectClose(output.logits.values, logits, relative: 1e-2, name)
  }

  private func activationMap(
    _ prototype: Int,
    of projection: Projection,
    _ released: ReleasedNetwork
  ) throws -> ActivationMap {
    let index = projection.sources[prototype].imageIndex
    let latent = try released.network.evaluate(.whole, ReleasedNetwork.input(index..<index + 1))
    // The trainer has left the network with the prototypes after it.
    let layer = released.network.head.prototypeLayer
      .shown(by: .beforeProjection, before: projection.before)
    let distances = layer.distances(to: latent.slice(0), prototypes: [prototype])
    return ActivationMap(
      similarities: layer.similarityFunction.values(at: distances.slice(0)),
      imageHeight: ReleasedNetwork.imageSize,
      imageWidth: ReleasedNetwork.imageSize
    )
  }

  private func expectTrace(
    _ outcome: StageOutcome,
    _ released: ReleasedNetwork,
    _ path: String,
    within tolerance: (Int) -> Double
  ) throws {
    let truth = try released.released(path)
    let width = truth.values.count / outcome.passes.count
    for (pass, costs) in outcome.passes.enumerated() {
      let row = Array(truth.values[pass * width..<(pass + 1) * width])
      let what = "\(released.name), \(path), pass \(pass)"
      try expectCosts(costs.costs.released, row, tolerance(pass), what)
    }
  }

  private func expectCosts(
    _ costs: [Double],
    _ truth: [Double],
    _ tolerance: Double,
    _ what: String
  ) throws {
    for (position, cost) in costs.enumerated() {
      let error = abs(cost / truth[position] - 1)
      #expect(error <= tolerance, "\(what), cost \(position): \(cost) for \(truth[position])")
    }
  }

  private func expectSummary(
    _ tensor: Tensor,
    _ truth: [Double],
    of parameter: String,
    within tolerance: Double,
    _ what: String
  ) {
    let worst = largestDifference(tensor, truth, of: parameter)
    #expect(worst <= tolerance, "\(what), \(parameter): off by \(worst) of \(truth[0])")
  }

  /// Of a tensor's norm, product with a drawn vector and first elements from the released code's.
  private func largestDifference(
    _ tensor: Tensor,
    _ truth: [Double],
    of parameter: String
  ) -> Double {
    zip(ReleasedNetwork.summary(parameter, tensor), truth).map { abs($0 - $1) }.max() ?? .infinity
  }

  private func expectPicture(
    _ picture: Image,
    _ released: ReleasedNetwork,
    _ path: String,
    within levels: Int
  ) throws {
    let truth = try released.released(path)
    #expect([picture.height, picture.width, 3] == truth.shape.dimensions)
    let worst = zip(picture.pixels, truth.values).map { abs(Int($0) - Int($1)) }.max() ?? 0
    #expect(worst <= levels, "\(released.name), \(path): off by \(worst) levels")
  }
}
