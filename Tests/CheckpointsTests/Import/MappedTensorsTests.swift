import Checkpoints
import Networks
import Tensors
import Testing

struct MappedTensorsTests {
  /// Two blocks with two convolutions and one, numbered as torchvision does.
  private let graph: Graph = {
    var graph = Graph(inputChannels: 3)
    func convolution(_ inputs: Int, _ outputs: Int) -> Operation {
      .convolution(Convolution(from: inputs, to: outputs, kernel: 1, hasBias: true))
    }
    graph.append(convolution(3, 2), name: "features.0")
    graph.append(.relu, name: "features.1")
    graph.append(convolution(2, 2), name: "features.2")
    graph.append(.relu, name: "features.3")
    graph.append(.maxPool(Pool(kernel: 2, stride: 2)), name: "features.4")
    graph.append(convolution(2, 1), name: "features.5")
    return graph
  }()

  private func tensors(_ named: [(String, Tensor)]) -> NamedTensors {
    var tensors = NamedTensors()
    for (name, tensor) in named { tensors.append(tensor, named: name) }
    return tensors
  }

  private let keras: [(String, Tensor)] = [
    ("model/dense_1/MatMul:0", Tensor(shape: [3, 3])),
    ("model/block2_conv1_1/Squeeze:0", Tensor([9], shape: [1])),
    ("model/block2_conv1_1/convolution:0", Tensor([7, 8], shape: [1, 2, 1, 1])),
    ("model/block1_conv2_1/Squeeze:0", Tensor([5, 6], shape: [2])),
    ("model/block1_conv2_1/convolution:0", Tensor([1, 2, 3, 4], shape: [2, 2, 1, 1])),
    ("model/block1_conv1_1/Squeeze:0", Tensor([-1, -2], shape: [2])),
    ("model/block1_conv1_1/convolution:0", Tensor([10, 20, 30, 40, 50, 60], shape: [2, 3, 1, 1])),
  ]

  @Test func kerasNamesBecomeTorchvisionsAndBlueGreenRedBecomesRedGreenBlue() {
    let mapped = MappedTensors(tensors(keras), mapping: .kerasVGG, to: graph)
    #expect(mapped.problems == [])
    #expect(
      mapped.parameters == [
        "features.0.weight": Tensor([30, 20, 10, 60, 50, 40], shape: [2, 3, 1, 1]),
        "features.0.bias": Tensor([-1, -2], shape: [2]),
        "features.2.weight": Tensor([1, 2, 3, 4], shape: [2, 2, 1, 1]),
        "features.2.bias": Tensor([5, 6], shape: [2]),
        "features.5.weight": Tensor([7, 8], shape: [1, 2, 1, 1]),
        "features.5.bias": Tensor([9], shape: [1]),
      ]
    )
    #expect(WeightsMapping.kerasVGG.normalization == .caffe)
  }

  @Test func theFirstKernelIsFlippedWithinEveryChannelsCells() {
    var graph = Graph(inputChannels: 3)
    graph.append(
      .convolution(Convolution(from: 3, to: 2, kernel: 2, hasBias: false)),
      name: "features.0"
    )
    let kernel = Tensor((0..<24).map(Float.init), shape: [2, 3, 2, 2])
    let mapped = MappedTensors(
      tensors([("block1_conv1/kernel", kernel)]),
      mapping: .kerasVGG,
      to: graph
    )
    let blue: [Float] = [8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3]
    #expect(
      mapped.parameters["features.0.weight"]?.values == blue + blue.map { $0 + 12 }
    )
  }

  @Test func whatDoesNotFitIsNamed() {
    var named = keras
    named[3].0 = "model/block1_conv3_1/Squeeze:0"
    named[4].1 = Tensor(shape: [2, 3, 1, 1])
    named.append(("model/block2_conv1_1/other:0", Tensor(shape: [1])))
    named.append(("model/block2_conv1_1/table:0", Tensor(shape: [4, 4])))
    #expect(
      MappedTensors(tensors(named), mapping: .kerasVGG, to: graph).problems == [
        "'features.2.weight' has the shape 2×3×1×1, not 2×2×1×1",
        "'features.2.bias' (2) is missing",
        "'model/block1_conv3_1/Squeeze:0' is of a convolution that it does not have",
        "'model/block2_conv1_1/other:0' is a second 'features.5.bias'",
        "'model/block2_conv1_1/table:0' (4×4) is neither a kernel nor a bias",
      ]
    )
  }

  @Test func torchvisionsNamesStayAndItsHeadGoes() {
    let named = graph.parameters.map { ($0.name, Tensor(repeating: 2, shape: $0.shape)) }
    let others = ["classifier.0.weight", "fc.bias", "features.1.num_batches_tracked"].map {
      ($0, Tensor(shape: []))
    }
    let mapped = MappedTensors(tensors(named + others), mapping: .torchvision, to: graph)
    #expect(mapped.problems == [])
    #expect(mapped.parameters == Dictionary(uniqueKeysWithValues: named))
  }

  @Test(arguments: ["module.", "model.", "_orig_mod.module.", "backbone.", "encoder_q."])
  func prefixesAreLeftOut(_ prefix: String) {
    let named = graph.parameters.map { ($0.name, Tensor(repeating: 2, shape: $0.shape)) }
    let heads = ["fc.weight", "head.fc.bias", "pre_logits.fc1.weight"].map {
      ($0, Tensor(shape: [1]))
    }
    let prefixed = (named + heads).map { (prefix + $0.0, $0.1) }
    let mapped = MappedTensors(tensors(prefixed), mapping: .torchvision, to: graph)
    #expect(mapped.problems == [])
    #expect(mapped.parameters == Dictionary(uniqueKeysWithValues: named))
  }

  @Test func whatHasAnotherPrefixIsNamed() {
    let named = graph.parameters.map { ($0.name, Tensor(repeating: 2, shape: $0.shape)) }
    let one = named.map { ("encoder_q." + $0.0, $0.1) }
    let other = named.map { ("encoder_k." + $0.0, $0.1) }
    let two = MappedTensors(tensors(one + other), mapping: .torchvision, to: graph).problems
    #expect(two.last == "it has several such networks, by the prefixes 'encoder_k.', 'encoder_q.'")
    let queue = MappedTensors(
      tensors(one + [("queue", Tensor(shape: [2]))]),
      mapping: .torchvision,
      to: graph
    )
    #expect(queue.problems == ["'queue' is not one of its parameters"])
  }

  @Test func timmsFlattenedNamesAreTorchvisions() {
    let named = graph.parameters.map { ($0.name, Tensor(repeating: 2, shape: $0.shape)) }
    let flat = named.map { ($0.0.replacing("features.", with: "features_"), $0.1) }
    let mapped = MappedTensors(tensors(flat), mapping: .torchvision, to: graph)
    #expect(mapped.problems == [])
    #expect(mapped.parameters == Dictionary(uniqueKeysWithValues: named))
  }
}
