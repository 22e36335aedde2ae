import Checkpoints
import EngineTestSupport
import Engines
import Foundation
import Networks
import Recipe
import TestSupport
import Testing
import Tensors

/// All backbones as wholes beside torchvision's, which computed in double precision.
///
/// Parameters follow from their names, so that a wrong name or shape shows as a wrong result.
struct BackboneParityTests {
  @Test(arguments: EngineChoice.exact, Architecture.allCases)
  func agreesWithTorchvision(_ engine: EngineChoice, _ architecture: Architecture) throws {
    let graph = try Backbone(architecture).graph
    let store = try engine.make().makeParameters(of: graph)
    for parameter in graph.parameters {
      store[parameter.name] = ReproducibleValues.parameter(parameter.name, parameter.shape)
    }
    let shape: Shape = [2, 3, 64, 64]
    let input = Tensor(
      ReproducibleValues.uniform("input", count: shape.count).map { 4 * Float($0) - 2 },
      shape: shape
    )
    let fixture = try HDF5Reader(
      contentsOf: Places.package.appending(path: "Tests/EngineTests/Fixtures/backbones.h5")
    )
    for (mode, name, tolerance) in [
      (Mode.evaluation, "evaluation", 1e-4),
      (Mode(batchNormalization: .train, trainsFrom: 0), "training", 1e-3),
    ] {
      let network = try store.compile(graph, inputShape: shape, mode: mode)
      let output = try network.forward(input).values
      let truth = try fixture.doubles("/\(architecture.rawValue)/\(name)").values
      expectClose(
        Array(output.prefix(truth.count)),
        truth,
        relative: tolerance,
        "\(engine), \(architecture.rawValue), \(name)"
      )
      let norm = try fixture.doubleAttribute("norm", of: "/\(architecture.rawValue)/\(name)")
      let square = output.reduce(0.0) { $0 + Double($1) * Double($1) }
      #expect(abs(square.squareRoot() / norm - 1) < tolerance)
    }
  }
}
