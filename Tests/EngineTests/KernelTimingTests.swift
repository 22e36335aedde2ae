import Engine
import Testing

/// How the fastest of several kernels is found.
struct KernelTimingTests {
  /// Work that takes so many milliseconds in each of its runs, the last value in all further ones.
  private final class Sleep: TimedWork {
    let byteCount = 64
    private var milliseconds: [Int]
    private(set) var runCount = 0

    init(_ milliseconds: Int...) { self.milliseconds = milliseconds }

    func bind(to base: UnsafeMutableRawPointer) {}

    func run() {
      runCount += 1
      let time = milliseconds.count > 1 ? milliseconds.removeFirst() : milliseconds[0]
      let end = ContinuousClock().now + .milliseconds(time)
      while ContinuousClock().now < end {}
    }
  }

  @Test func theShortest() {
    #expect(KernelTiming.fastest(of: [[Sleep(6)], [Sleep(2), Sleep(1)], [Sleep(5)]]) == 1)
    #expect(KernelTiming.fastest(of: []) == nil)
  }

  /// The first run is not counted, and one disturbed round takes none out.
  @Test func disturbances() {
    #expect(KernelTiming.fastest(of: [[Sleep(5)], [Sleep(60, 40, 2)]]) == 1)
  }

  /// What is far slower is not timed to the end.
  @Test func hopelessOnes() {
    let slow = Sleep(40)
    #expect(KernelTiming.fastest(of: [[Sleep(1)], [slow]]) == 0)
    #expect(slow.runCount == 4)
  }

  /// Of two that are as fast as each other the first is taken.
  @Test func ties() {
    #expect(KernelTiming.fastest(of: [[Sleep(50)], [Sleep(50)]]) == 0)
  }
}
