/// Loops over whole feature maps that the library has no kernel for, on its pool of threads.
enum MapLoops {
  /// total ← max(first + second, 0), element by element; maps hold whole blocks.
  static func addWithReLU(
    _ first: UnsafePointer<Float>,
    _ second: UnsafePointer<Float>,
    count: Int,
    into total: UnsafeMutablePointer<Float>
  ) {
    Parallel.forEachPiece(of: count / 8) { piece in
      let a = vectors(first)
      let b = vectors(second)
      let sum = UnsafeMutableRawPointer(total).assumingMemoryBound(to: SIMD8<Float>.self)
      for index in piece {
        let value = a[index] + b[index]
        sum[index] = value.replacing(with: 0, where: value .< 0)
      }
    }
  }

  /// map ← max(map, 0) where NaN stays NaN; maps hold whole blocks.
  static func rectify(_ map: UnsafeMutablePointer<Float>, count: Int) {
    Parallel.forEachPiece(of: count / 8) { piece in
      let values = UnsafeMutableRawPointer(map).assumingMemoryBound(to: SIMD8<Float>.self)
      for index in piece {
        values[index] = values[index].replacing(with: 0, where: values[index] .< 0)
      }
    }
  }

  /// Makes a result NaN where its source is; the library's functions of one element lose it.
  static func carryNaN(
    of source: UnsafePointer<Float>,
    to result: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    Parallel.forEachPiece(of: count) { piece in
      for index in piece where source[index].isNaN { result[index] = .nan }
    }
  }

  /// Floats as whole vectors of eight.
  @inline(__always)
  private static func vectors(_ map: UnsafePointer<Float>) -> UnsafePointer<SIMD8<Float>> {
    UnsafeRawPointer(map).assumingMemoryBound(to: SIMD8<Float>.self)
  }
}
