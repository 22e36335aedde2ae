import Networks
import Tensors

/// What stands behind the library's kernels where NaN goes on: those for ReLU, sigmoid and maximum take the
/// larger of NaN and a number to be the number.
extension Planner {
  /// Plans a ReLU in a map's own memory.
  mutating func planReLU(of map: BufferID) {
    let count = floatCount(map)
    program.run(reading: [map]) { addresses in
      MapLoops.rectify(addresses[0].assumingMemoryBound(to: Float.self), count: count)
    }
  }

  /// Plans that a result of the same layout is NaN where its source is.
  mutating func planNaN(of source: BufferID, to result: BufferID) {
    let count = floatCount(source)
    precondition(count == floatCount(result), "an activation in another layout")
    program.run(reading: [source, result]) { addresses in
      let values = addresses.map { $0.assumingMemoryBound(to: Float.self) }
      MapLoops.carryNaN(of: values[0], to: values[1], count: count)
    }
  }

  /// Plans maximum pooling once more.
  mutating func planMaxima(_ pool: Pool, _ layer: Layer, source: BufferID, result: BufferID) {
    let shape = shapes[graph.nodes[layer.node].inputs[0]]
    let (from, to) = (shape.dimensions, shapes[layer.node].dimensions)
    let map = converted(source, to: .blocked(shape))
    let blockCount = from[0] * ((from[1] + Library.blockSize - 1) / Library.blockSize)
    program.run(reading: [map, result]) { addresses in
      let values = addresses.map { $0.assumingMemoryBound(to: Float.self) }
      PoolingLoops.maxima(
        of: values[0],
        (from[2], from[3]),
        pool,
        blockCount: blockCount,
        into: values[1],
        (to[2], to[3])
      )
    }
  }

  private func floatCount(_ buffer: BufferID) -> Int {
    description(of: buffer).byteCount / MemoryLayout<Float>.stride
  }
}
