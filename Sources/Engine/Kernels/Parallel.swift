import COpenMP

/// Loops on oneDNN's own pool of threads, so that there is one pool in the process.
package enum Parallel {
  /// The number of threads that kernels run on.
  package static var threadCount: Int { Int(omp_get_max_threads()) }

  static func setThreadCount(_ count: Int) { omp_set_num_threads(Int32(count)) }

  /// Calls `body` with the pieces of 0..<count, one contiguous piece a thread; returns when all are done.
  ///
  /// Call it from the thread that calls kernels only. `granularity` keeps piece boundaries at its
  /// multiples. The pieces depend on the thread count alone.
  package static func forEachPiece(
    of count: Int,
    granularity: Int = 1,
    _ body: (Range<Int>) -> Void
  ) {
    let units = (count + granularity - 1) / granularity
    withoutActuallyEscaping(body) { body in
      let job = Job { thread, threadCount in
        let first = min(units * thread / threadCount * granularity, count)
        let end = min(units * (thread + 1) / threadCount * granularity, count)
        if first < end { body(first..<end) }
      }
      withExtendedLifetime(job) {
        GOMP_parallel(
          { context in
            guard let context else { return }
            // In a team of one the libraries would count on as many threads as may be had elsewhere.
            if omp_get_num_threads() == 1 { omp_set_num_threads(1) }
            Unmanaged<Job>.fromOpaque(context).takeUnretainedValue()
              .body(Int(omp_get_thread_num()), Int(omp_get_num_threads()))
          },
          Unmanaged.passUnretained(job).toOpaque(),
          0,
          0
        )
      }
    }
  }

  private final class Job {
    let body: (_ thread: Int, _ threadCount: Int) -> Void
    init(_ body: @escaping (Int, Int) -> Void) { self.body = body }
  }
}
