import Engine
import Foundation
import Networks
import Tensors

func now() -> Double {
  var t = timespec()
  clock_gettime(CLOCK_MONOTONIC, &t)
  return Double(t.tv_sec) + 1e-9 * Double(t.tv_nsec)
}
var graph = Graph(inputChannels: 3)
var channels = 3
var index = 0
for (width, count) in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)] {
  for _ in 0..<count {
    graph.append(
      .convolution(.init(from: channels, to: width, kernel: 3, padding: 1, hasBias: true)),
      name: "features.\(index)"
    )
    graph.append(.relu)
    channels = width
    index += 2
  }
  graph.append(.maxPool(Pool(kernel: 2, stride: 2)))
  index += 1
}
let engine = Engine(convolution: CommandLine.arguments.contains("direct") ? .direct : .winograd)
let store = ParameterStore(graph, engine: engine)
for p in store.specifications {
  var stream = RandomStream(seed: 1, purpose: p.name)
  store[p.name] = p.initializer.tensor(p.shape, from: &stream)
}
let shape: Shape = [16, 3, 128, 128]
var stream = RandomStream(seed: 2, purpose: "input")
let input = Tensor((0..<shape.count).map { _ in stream.normal() }, shape: shape)
for (name, mode) in [
  ("inference", Mode.evaluation),
  ("training", Mode(batchNormalization: .evaluate, trainsFrom: 0)),
] {
  var t = now()
  let network = try CompiledNetwork(
    graph,
    parameters: store,
    inputShape: shape,
    mode: mode,
    engine: engine
  )
  print(name, "compile", now() - t, network.memory, Set(network.implementations))
  for _ in 0..<4 {
    t = now()
    let y = network.forward(input)
    let f = now() - t
    if mode.trainsFrom != nil { network.backward(y) }
    print("forward", f, "total", now() - t, y.values.reduce(0, +))
  }
  if mode.trainsFrom != nil {
    let adam = Adam(count: store.values.count, learningRate: 1e-4, weightDecay: 1e-3)
    for _ in 0..<3 {
      t = now()
      adam.step(store.values.base, gradients: store.gradients.base)
      print("adam", now() - t)
    }
  }
}
