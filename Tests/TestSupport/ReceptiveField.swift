package import Networks

/// What a cell of a network's output sees of the picture, on one axis, in pixels.
///
/// Source: the released code's receptive_field.py; shortcuts of residual blocks never see more.
package struct ReceptiveField: Hashable, Sendable {
  /// The distance between the centres of neighbouring cells.
  package var jump = 1
  /// The extent that a cell sees.
  package var extent = 1
  /// The centre of the first cell, measured from the picture's edge.
  package var start = 0.5

  package init() {}

  /// The field after a window of `kernel` cells that moves by `stride`, over `padding` cells more.
  package func through(kernel: Int, stride: Int, padding: Int) -> ReceptiveField {
    var result = self
    result.extent += (kernel - 1) * jump
    result.start += (Double(kernel - 1) / 2 - Double(padding)) * Double(jump)
    result.jump *= stride
    return result
  }

  /// The pixels that the cell at `index` sees on an axis of `size` pixels.
  package func pixels(ofCell index: Int, size: Int) -> Range<Int> {
    let center = start + Double(index * jump)
    let half = Double(extent) / 2
    return max(Int(center - half), 0)..<min(Int(center + half), size)
  }
}

extension Graph {
  /// The receptive field of the output's cells; where maps meet, the largest one counts.
  package var receptiveField: ReceptiveField {
    var fields: [ReceptiveField] = []
    for node in nodes {
      let widest = node.inputs.map { fields[$0] }.max { $0.extent < $1.extent }
      let field = widest ?? ReceptiveField()
      let seen =
        switch node.operation {
        case .convolution(let c):
          field.through(kernel: c.kernel, stride: c.stride, padding: c.padding)
        case .maxPool(let pool), .averagePool(let pool):
          field.through(kernel: pool.kernel, stride: pool.stride, padding: pool.padding)
        case .input, .batchNormalization, .relu, .sigmoid, .add, .concatenate:
          field
        }
      fields.append(seen)
    }
    return fields[output]
  }
}
