import Foundation

/// Runs kernels with another number of threads.
package enum ThreadCount {
  /// Calls `body` with `count` threads for the kernels that this thread starts.
  ///
  /// The OpenMP runtime keeps the number for each calling thread, so tests beside this one keep theirs.
  package static func with<Result>(_ count: Int, _ body: () -> Result) -> Result {
    typealias Setter = @convention(c) (Int32) -> Void
    typealias Getter = @convention(c) () -> Int32
    guard let setter = dlsym(nil, "omp_set_num_threads"),
      let getter = dlsym(nil, "omp_get_max_threads")
    else { preconditionFailure("no OpenMP runtime in this process") }
    let set = unsafeBitCast(setter, to: Setter.self)
    let usual = unsafeBitCast(getter, to: Getter.self)()
    set(Int32(count))
    defer { set(usual) }
    return body()
  }
}
