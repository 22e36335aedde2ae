import CBFloat16

/// A convolution of bfloat16 maps with 3×3 kernels, or its source's gradient, by Winograd's F(4×4, 3×3).
///
/// Transforms of source and kernel are rounded to bfloat16, their products are summed in single precision.
/// A thread goes through groups of tiles, each from source to result while its transforms are in the
/// caches; no bit depends on the grouping.
struct WinogradConvolution {
  private let tiles: WinogradTiles
  /// The kernel's I and O.
  private let inputs, outputs: Int
  /// Whether the result's gradient is convolved with the turned kernel.
  private let isGradient: Bool
  private let source, result: winograd_map
  /// How the groups are shared out among threads, and how many tiles each has.
  private let shareCount, groupCount, groupLength: Int
  private let groupByteCount: Int

  var scratchByteCount: Int { shareCount * groupByteCount }
  var kernelByteCount: Int { 2 * winograd_kernel_length(inputs, outputs) }

  /// What is done beside the convolution.
  struct Ending {
    var adds = false
    var relu = false
  }

  /// The most tiles of a group: few enough for the second cache; with many channels the kernel, which is
  /// read once a group, is the larger part.
  private static func longestGroup(channels: Int) -> Int { channels <= 256 ? 24 : 72 }

  init(_ tiles: WinogradTiles, inputs: Int, outputs: Int, isGradient: Bool) {
    let (from, to) = isGradient ? (outputs, inputs) : (inputs, outputs)
    (self.inputs, self.outputs, self.isGradient) = (inputs, outputs, isGradient)
    self.tiles = tiles
    (source, result) = (tiles.map(channels: from), tiles.map(channels: to))
    shareCount = min(Parallel.threadCount, tiles.count)
    let longest = shareCount * Self.longestGroup(channels: from)
    let rounds = (tiles.count + longest - 1) / longest
    groupLength = (tiles.count + shareCount * rounds - 1) / (shareCount * rounds)
    groupCount = (tiles.count + groupLength - 1) / groupLength
    groupByteCount = (2 * winograd_group_length(from, groupLength) + 63) / 64 * 64
  }

  /// Transforms a kernel as the store holds it.
  func prepare(_ kernel: UnsafeMutableRawPointer, to transformed: UnsafeMutableRawPointer) {
    let transform = isGradient ? winograd_transform_turned_kernel : winograd_transform_kernel
    Parallel.forEachPiece(of: inputs / 16 * (outputs / 16)) { blocks in
      transform(
        kernel.assumingMemoryBound(to: Float.self),
        inputs,
        outputs,
        blocks.lowerBound,
        blocks.upperBound,
        transformed.assumingMemoryBound(to: UInt16.self)
      )
    }
  }

  /// Computes a map from a map, both of bfloat16, and a transformed kernel.
  func run(
    _ map: UnsafeMutableRawPointer,
    kernel: UnsafeMutableRawPointer,
    bias: UnsafeMutableRawPointer?,
    _ ending: Ending,
    to target: UnsafeMutableRawPointer,
    scratch: UnsafeMutableRawPointer
  ) {
    Parallel.forEachPiece(of: shareCount) { shares in
      for share in shares {
        let groups = groupCount * share / shareCount..<groupCount * (share + 1) / shareCount
        for group in groups {
          let first = group * groupLength
          convolve(
            map,
            first..<min(first + groupLength, tiles.count),
            kernel: kernel,
            bias: bias,
            ending,
            to: target,
            scratch: scratch + share * groupByteCount
          )
        }
      }
    }
  }

  /// Computes some tiles of the result.
  private func convolve(
    _ map: UnsafeMutableRawPointer,
    _ tiles: Range<Int>,
    kernel: UnsafeMutableRawPointer,
    bias: UnsafeMutableRawPointer?,
    _ ending: Ending,
    to target: UnsafeMutableRawPointer,
    scratch: UnsafeMutableRawPointer
  ) {
    withUnsafePointer(to: source) { source in
      withUnsafePointer(to: result) { result in
        winograd_convolve(
          source,
          map.assumingMemoryBound(to: UInt16.self),
          result,
          target.assumingMemoryBound(to: UInt16.self),
          kernel.assumingMemoryBound(to: UInt16.self),
          tiles.lowerBound,
          tiles.count,
          bias?.assumingMemoryBound(to: Float.self),
          ending.adds ? 1 : 0,
          ending.relu ? 1 : 0,
          scratch
        )
      }
    }
  }
}
