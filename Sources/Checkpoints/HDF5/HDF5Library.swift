import CHDF5
import Foundation

/// The door to the C library: one thread at a time, and no messages on standard error.
enum HDF5Library {
  private static let lock = NSRecursiveLock()

  /// Calls `body` while no other thread uses the library.
  ///
  /// HDF5 keeps an error stack per thread and complains at exit about stacks left filled, so printing
  /// is muted and the stack cleared on the thread that makes the calls.
  static func perform<Result: ~Copyable>(
    _ body: () throws(CheckpointError) -> Result
  ) throws(CheckpointError) -> Result {
    enter()
    defer { leave() }
    return try body()
  }

  /// Closes an identifier; the status is negative where that failed.
  static func close(_ id: hid_t, _ function: (hid_t) -> herr_t) -> herr_t {
    enter()
    defer { leave() }
    return function(id)
  }

  /// What the innermost failing function of the last call says; empty where no call failed.
  static var reason: String {
    var text = ""
    withUnsafeMutablePointer(to: &text) { pointer in
      // Upwards from the innermost function, whose message comes first and is kept.
      _ = H5Ewalk2(
        0,
        H5E_WALK_UPWARD,
        { _, entry, target in
          guard let message = entry?.pointee.desc, let target else { return 0 }
          let text = target.assumingMemoryBound(to: String.self)
          if text.pointee.isEmpty { text.pointee = String(cString: message) }
          return 0
        },
        pointer
      )
    }
    return text
  }

  private static func enter() {
    lock.lock()
    H5Eset_auto2(0, nil, nil)
  }

  private static func leave() {
    H5Eclear2(0)
    lock.unlock()
  }
}
