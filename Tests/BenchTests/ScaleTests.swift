import Testing
import protopnet_bench

struct ScaleTests {
  private func measurement(
    _ work: HeadWork,
    prototypeCount: Int,
    seconds: [Double],
    peakByteCount: Int
  ) -> HeadMeasurement {
    HeadMeasurement(
      work: work,
      batchSize: 16,
      prototypeCount: prototypeCount,
      seconds: seconds,
      processorSeconds: seconds.map { 2 * $0 },
      threadCount: 2,
      peakByteCount: peakByteCount,
      baseByteCount: 1000
    )
  }

  /// P = 2000 with D = 128 and K = 200: prototypes 1,024,000 bytes, last layer 1,600,000, classes 16,000,
  /// and 128,000 for each [16, P]; a training step has the prototypes four times.
  @Test func otherMemoryIsWhatNoBufferExplains() {
    let forward = measurement(
      .forward,
      prototypeCount: 2000,
      seconds: [1],
      peakByteCount: 3_025_007
    )
    #expect(forward.otherByteCount == 7)
    let training = measurement(
      .training,
      prototypeCount: 2000,
      seconds: [1],
      peakByteCount: 6_097_009
    )
    #expect(training.otherByteCount == 9)
  }

  @Test func rowsAreBesideTheFirstOfTheirWork() {
    let scale = Scale(measurements: [
      measurement(.forward, prototypeCount: 200, seconds: [3, 1, 2], peakByteCount: 0),
      measurement(.forward, prototypeCount: 800, seconds: [5], peakByteCount: 0),
      measurement(.training, prototypeCount: 200, seconds: [8], peakByteCount: 0),
      measurement(.training, prototypeCount: 2000, seconds: [60, 90, 100], peakByteCount: 0),
    ])
    #expect(scale.rows.map(\.timesAsManyPrototypes) == [1, 4, 1, 10])
    #expect(scale.rows.map(\.timesAsLong) == [1, 2.5, 1, 11.25])
    #expect(scale.rows.map(\.timesTheProcessorTime) == [1, 2.5, 1, 11.25])
  }

  @Test func laterRoundsAddTimesAndKeepTheLargerMemory() {
    var sum = measurement(.forward, prototypeCount: 200, seconds: [3], peakByteCount: 5000)
    sum.add(measurement(.forward, prototypeCount: 200, seconds: [1, 2], peakByteCount: 4000))
    #expect(sum.processorSeconds == [6, 2, 4])
    #expect(sum.seconds == [3, 1, 2] && sum.median == 2 && sum.peakByteCount == 5000)
    sum.add(measurement(.forward, prototypeCount: 200, seconds: [], peakByteCount: 6000))
    #expect(sum.peakByteCount == 6000)
  }
}
