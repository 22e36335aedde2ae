import Foundation

/// Threads whose end is told by what they do.
package enum BackgroundThread {
  private final class Work: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Begins a thread that does what `purpose` says, such as `loading pictures`; ends the program with a sentence where the system has none to give.
  ///
  /// Foundation's thread says nothing where it cannot begin, and who waits for its end waits for ever.
  package static func start(_ purpose: String, _ run: @escaping @Sendable () -> Void) {
    let work = Unmanaged.passRetained(Work(run))
    var thread = pthread_t()
    let status = pthread_create(
      &thread,
      nil,
      { pointer in
        if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().run() }
        return nil
      },
      work.toOpaque()
    )
    guard status == 0 else { MemoryShortage.end("a thread for \(purpose)", needing: nil) }
    pthread_detach(thread)
  }
}
