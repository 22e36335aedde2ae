package import Tensors

extension Graph {
  /// Floating-point operations of one forward pass, a multiply-add counted as two.
  ///
  /// Counted are the convolutions' products and biases, which are all but a per cent of the work.
  package func operationCount(input shape: Shape) throws(NetworkError) -> Double {
    let shapes = try shapes(input: shape)
    return zip(nodes, shapes).reduce(0.0) { sum, pair in
      guard case .convolution(let convolution) = pair.0.operation else { return sum }
      let taps = convolution.inputChannels * convolution.kernel * convolution.kernel
      return sum + Double(pair.1.count) * Double(2 * taps + (convolution.hasBias ? 1 : 0))
    }
  }
}
