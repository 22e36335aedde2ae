import Networks
import Tensors

/// The layers up to a pooling near a network's input, run for some of the images at a time.
///
/// Maps are largest there, and without normalisation images do not depend on each other: a slice
/// passes through the whole block, so that only the pooled map and what the backward pass reads of
/// the others are ever whole.
struct SlicedBlock {
  /// Convolutions in a chain, and the pooling behind them.
  let layers: [Layer]
  let input, result: Graph.NodeID
  let imagesPerSlice: Int
  var slices: [Slice] = []

  /// What the planner knows of a slice.
  struct Slice {
    let images: Range<Int>
    var values: [BufferID?]
    var contributions: [[Planner.Contribution]]
    var saved: [Graph.NodeID: Planner.Saved] = [:]
  }

  /// The most that a map of a slice may take, unless one image alone takes more.
  static let byteCount = 32 << 20
}

extension Planner {
  /// The blocks at the beginning of a network that slicing saves memory for.
  func slicedBlocks(_ layers: [Layer]) -> [SlicedBlock] {
    var (blocks, chain, input) = ([SlicedBlock](), [Layer](), graph.input)
    guard !mode.computesInputGradient else { return [] }
    for layer in layers {
      let node = graph.nodes[layer.node]
      guard node.inputs == [chain.last?.result ?? input], layer.normalization == nil,
        graph.readers(of: node.inputs[0]).count == 1
      else { break }
      chain.append(layer)
      if node.operation.isConvolution { continue }
      guard case .maxPool = node.operation, let size = imagesPerSlice(chain) else { break }
      blocks.append(
        SlicedBlock(layers: chain, input: input, result: layer.result, imagesPerSlice: size)
      )
      (chain, input) = ([], layer.result)
    }
    return blocks
  }

  /// The images whose maps are small enough, a divisor of all; nil where that is all of them.
  private func imagesPerSlice(_ layers: [Layer]) -> Int? {
    let count = shapes[graph.input][0]
    let largest = layers.map { shapes[$0.result].count / count }.max() ?? 0
    let fitting = max(SlicedBlock.byteCount / (largest * mapType.byteCount), 1)
    return fitting < count ? (1...fitting).last { count.isMultiple(of: $0) } : nil
  }

  /// Plans the forward pass of a block, slice by slice.
  mutating func planForward(_ block: inout SlicedBlock) {
    let source = value(block.input)
    let result = featureMap(of: block.result)
    values[block.result] = result
    let size = block.imagesPerSlice
    for first in stride(from: 0, to: shapes[graph.input][0], by: size) {
      var slice = SlicedBlock.Slice(
        images: first..<first + size,
        values: Array(repeating: nil, count: graph.nodes.count),
        contributions: Array(repeating: [], count: graph.nodes.count)
      )
      within(&slice) { planner in
        planner.values[block.input] = planner.view(of: source, block.input, fromImage: first)
        planner.places[block.result] = planner.view(of: result, block.result, fromImage: first)
        for layer in block.layers { planner.planForward(layer) }
      }
      block.slices.append(slice)
    }
  }

  /// Plans the gradients of a block's parameters and input, slice by slice.
  ///
  /// The first convolution of a network reads few channels, so its result is computed again.
  mutating func planBackward(_ block: SlicedBlock, needed: [Bool]) {
    let gradient = takeGradient(block.result)
    let inputGradient = needed[block.input] ? featureMap(of: block.input) : nil
    let repeated = block.input == graph.input ? block.layers.dropLast(2).prefix(1) : []
    partialGradients = [:]
    for var slice in block.slices {
      let first = slice.images.lowerBound
      within(&slice) { planner in
        for layer in repeated { planner.planForward(layer) }
        let part = planner.view(of: gradient.buffer, block.result, fromImage: first)
        planner.contributions[block.result] = [Contribution(buffer: part, isOwn: gradient.isOwn)]
        planner.places[block.input] = inputGradient.map {
          planner.view(of: $0, block.input, fromImage: first)
        }
        for layer in block.layers.reversed() where needed[layer.result] {
          planner.planBackward(layer, needed: needed)
        }
      }
    }
    let gradients = partialGradients ?? [:]
    partialGradients = nil
    for (name, (layer, parts)) in gradients.sorted(by: { $0.key < $1.key }) {
      planSum(of: parts, to: gradientBuffer(name, layer))
    }
    if let inputGradient {
      contributions[block.input].append(Contribution(buffer: inputGradient, isOwn: true))
    }
  }

  /// Plans with a slice's shapes, values and gradients in place of the whole batch's.
  private mutating func within(_ slice: inout SlicedBlock.Slice, _ body: (inout Planner) -> Void) {
    let whole = shapes
    shapes = whole.map { Shape([slice.images.count] + $0.dimensions.dropFirst()) }
    exchange(&slice)
    body(&self)
    exchange(&slice)
    shapes = whole
    places = [:]
  }

  private mutating func exchange(_ slice: inout SlicedBlock.Slice) {
    swap(&values, &slice.values)
    swap(&contributions, &slice.contributions)
    swap(&saved, &slice.saved)
  }

  /// A slice's part of a node's whole map.
  private mutating func view(
    of map: BufferID,
    _ node: Graph.NodeID,
    fromImage image: Int
  ) -> BufferID {
    let part = mapDescription(of: node)
    return program.buffer(part, in: .view(of: map, at: image * part.byteCount / shapes[node][0]))
  }
}
