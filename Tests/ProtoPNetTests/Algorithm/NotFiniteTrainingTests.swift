import Engine
import Engines
import ProtoPNet
import Recipe
import Tensors
import Testing

/// Training whose parameters are no numbers any more ends, also where ReLU and pooling hide it.
@Suite(.serialized)
struct NotFiniteTrainingTests {
  @Test func endsAtTheStepThatLosesANumber() throws {
    let released = try ReleasedNetwork("vgg11")
    let error = try #require(throws: TrainingError.self) {
      // A rate beyond all floats.
      try released.withTrainer(pictureCount: 8, jointScale: 1e44) {
        try $0.joint(cycle: 1, .epochs(1))
      }
    }
    guard case .notFiniteTensors(let tensors, let stage, let place) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(stage.name == "cycle-1/joint" && place == "pass 1, batch 1 of 1")
    #expect(tensors.first?.name == "add_on_layers/0.bias")
    #expect(
      "\(error)".hasPrefix("'add_on_layers/0.bias' (first at value 0), 'add_on_layers/0.weight'")
    )
    #expect(
      "\(error)".contains("more tensors became NaN or infinite in stage 'cycle-1/joint', pass 1")
    )
  }

  @Test func endsAfterAStageThatTheLogitsTellNothingOf() throws {
    let released = try ReleasedNetwork("resnet18")
    let name = "backbone/layer1.0.bn2.running_mean"
    var mean = released.network.parameters[name].values
    // The channel is 0 behind the ReLU, so that all logits stay finite.
    mean[2] = .infinity
    released.network.parameters[name] = Tensor(mean, shape: [mean.count])
    try released.withTrainer(pictureCount: 8) { trainer in
      let evaluation = try trainer.evaluate()
      #expect(evaluation.logits.isFinite)
      let expected = TrainingError.notFiniteTensors(
        [NonFiniteTensor(name: name, index: 2)],
        stage: Stage.projection(cycle: 1).id,
        place: "its end"
      )
      #expect(throws: expected) { try trainer.perform(.projection(cycle: 1)) }
      #expect(
        "\(expected)" == """
          '\(name)' (first at value 2) became NaN or infinite in stage 'cycle-1/projection', its end; \
          lower the learning rates, or mend what the run began with (the checkpoint of the stage \
          before is kept)
          """
      )
    }
  }

  @Test func numbersAreLookedAtAsAWhole() {
    #expect(Tensor([1, -3, 2], shape: [3]).largestMagnitude == 3)
    #expect(Tensor([1, .nan, -.infinity], shape: [3]).largestMagnitude.isNaN)
    #expect(Tensor([1, -.infinity, .nan], shape: [3]).firstNonFiniteIndex == 1)
    #expect(Tensor([0, .greatestFiniteMagnitude], shape: [2]).firstNonFiniteIndex == nil)
    #expect(Tensor([1, .nan, .infinity, 2], shape: [2, 2]).rowsWithNaN == [true, false])
  }
}
