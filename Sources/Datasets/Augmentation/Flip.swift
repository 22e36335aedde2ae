package import Tensors
package import Recipe

/// Whether an augmented picture is mirrored left to right.
package enum Flip {
  /// Draws the answer: probability ½, or the 0.55 of the released code's tool.
  ///
  /// Source: Augmentor, `Pipeline._execute`: round(u, 1) ≤ 0.5 for u even on 0…1.
  package static func draw(_ preset: Preset, from stream: inout RandomStream) -> Bool {
    switch preset {
    case .asPaper: stream.integer(below: 2) == 0
    case .asReleasedCode: stream.integer(below: 20) < 11
    }
  }
}

extension Tensor {
  /// The pictures [N, C, H, W], mirrored left to right where `chosen` says so.
  package func mirrored(where chosen: [Bool]) -> Tensor {
    precondition(shape.rank == 4 && chosen.count == shape[0], "\(chosen.count) choices, \(shape)")
    let (rowCount, width) = (shape[1] * shape[2], shape[3])
    var result = self
    result.withUnsafeMutableValues { values in
      for image in chosen.indices where chosen[image] {
        for row in 0..<rowCount {
          let start = (image * rowCount + row) * width
          values[start..<start + width].reverse()
        }
      }
    }
    return result
  }
}
