package import Tensors

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
