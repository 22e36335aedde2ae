import Engines
import Tensors

/// Adam over the parameters of a store whose names begin with a prefix.
final class StoreOptimizer: PartOptimizer {
  private let store: ParameterStore
  private let prefix: String
  private let adam: Adam
  /// Where the parameters begin among the store's trainable values.
  private let start: Int

  init(_ store: ParameterStore, prefix: String, learningRate: Float, weightDecay: Float) {
    let range = store.trainableRange(prefix: prefix)
    (self.store, self.prefix, start) = (store, prefix, range.lowerBound)
    adam = Adam(count: range.count, learningRate: learningRate, weightDecay: weightDecay)
  }

  var stepCount: Int {
    get { adam.stepCount }
    set { adam.stepCount = newValue }
  }
  var leftFiniteParameters: Bool { adam.largestMagnitude.isFinite }

  func step(factor: Float) { store.step(adam, prefix: prefix, factor: factor) }

  func restart() { adam.restart() }

  func firstMoment(of name: String) -> Tensor {
    store.counterpart(of: name, in: adam.firstMoments, startingAt: start)
  }

  func secondMoment(of name: String) -> Tensor {
    store.counterpart(of: name, in: adam.secondMoments, startingAt: start)
  }

  func setMoments(of name: String, first: Tensor, second: Tensor) {
    store.setCounterpart(of: name, in: adam.firstMoments, startingAt: start, to: first)
    store.setCounterpart(of: name, in: adam.secondMoments, startingAt: start, to: second)
  }
}
