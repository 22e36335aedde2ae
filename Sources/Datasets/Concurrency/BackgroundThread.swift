import Foundation
import Tensors

/// Threads whose end is told by what they do.
enum BackgroundThread {
  private final class Work: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Begins a thread; ends the program with a sentence where the system has none to give.
  ///
  /// Foundation's thread says nothing where it cannot begin, and who waits for its end waits for ever.
  static func start(_ run: @escaping @Sendable () -> Void) {
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
    guard status == 0 else { MemoryShortage.end("a thread that loads pictures", needing: nil) }
    pthread_detach(thread)
  }
}
