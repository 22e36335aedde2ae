import Checkpoints
import EngineTestSupport
import Engines
import Networks
import ProtoPNet
import Recipe
import Tensors
import TestSupport
import Testing

/// Batches in shares beside the released code on as many devices, which ran in double precision.
@Suite(.serialized)
struct ReleasedSharesTests {
  static let names = [
    "vgg16", "vgg19", "resnet18", "resnet34", "resnet152", "densenet121", "densenet161",
  ]
  private static let pictureCount = 22

  /// 22 pictures are 6, 6, 6 and 4 on four devices.
  @Test(arguments: EngineChoice.exact, names)
  func findsTheGradientsOfSeveralDevices(_ engine: EngineChoice, _ name: String) throws {
    let released = try ReleasedNetwork(name, engine: engine)
    let (parameters, fixture) = (released.network.parameters, "released-shares")
    // Rates of 0 leave the network as it is; the first moments are a tenth of the gradients.
    var moments: [String: Tensor] = [:]
    let outcome = try released.withTrainer(
      pictureCount: Self.pictureCount,
      batchSize: Self.pictureCount,
      shares: 4,
      jointScale: 0
    ) { trainer in
      defer { moments = trainer.optimizer(.joint).state.firstMoments }
      return try trainer.joint(cycle: 1, .epochs(1))
    }
    let costs = try released.released("gradients/costs", in: fixture).values
    expectClose(
      outcome.passes[0].costs.released.map { Float($0) },
      costs,
      relative: 1e-4,
      floor: 1e-3,
      name
    )
    let rounding = try released.released("gradients/rounding", in: fixture).values
    let summaries = try released.releasedSummaries("gradients", in: fixture)
    let largest = summaries.map(\.truth[0]).max() ?? 0
    var count = 0
    for (index, (parameter, truth)) in summaries.enumerated() {
      let gradient: Tensor
      if parameter == "prototype_vectors" {
        let moment = try #require(moments["prototypes"])
        gradient = Tensor(moment.values.map { 10 * $0 }, shape: moment.shape)
      } else {
        gradient = parameters.gradient(parameter)
      }
      let asked = max(1e-3 * truth[0], 1e-5 * largest, 2 * rounding[index])
      let found = ReleasedNetwork.summary(parameter, gradient)
      for (a, b) in zip(found, truth) {
        #expect(abs(a - b) <= asked, "\(name) \(parameter): \(a), not \(b)")
      }
      count += 1
    }
    #expect(count == summaries.count && count > 20)
    guard name.hasPrefix("resnet") || name.hasPrefix("densenet") else { return }
    // As those of the first device.
    for (parameter, truth) in try released.releasedSummaries("statistics", in: fixture) {
      let found = ReleasedNetwork.summary(parameter, parameters[parameter])
      for (a, b) in zip(found, truth) {
        #expect(abs(a - b) <= 1e-4 * truth[0], "\(name) \(parameter): \(a), not \(b)")
      }
    }
  }
}
