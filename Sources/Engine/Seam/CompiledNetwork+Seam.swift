import Engines
package import Tensors

extension CompiledNetwork: RunnableNetwork {
  @discardableResult
  package func backward(_ outputGradient: Tensor) -> Tensor? {
    backward(outputGradient, finished: nil)
  }
}
