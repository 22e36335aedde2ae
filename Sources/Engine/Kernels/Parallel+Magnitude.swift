import Synchronization
import Tensors

extension Parallel {
  /// The largest absolute value of many, found on all threads; NaN where there is a NaN.
  ///
  /// Call it from the thread that calls kernels only.
  static func largestMagnitude(of values: UnsafeBufferPointer<Float>) -> Float {
    let largest = Atomic<UInt32>(0)
    forEachPiece(of: values.count, granularity: 1 << 14) { piece in
      let found = Magnitude.largest(of: UnsafeBufferPointer(rebasing: values[piece]))
      largest.max(found.bitPattern, ordering: .relaxed)
    }
    return Float(bitPattern: largest.load(ordering: .relaxed))
  }
}
