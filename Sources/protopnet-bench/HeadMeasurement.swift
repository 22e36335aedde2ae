/// What a process measured of the head with one number of prototypes.
package struct HeadMeasurement: Codable {
  package var work: HeadWork
  package var batchSize: Int
  package var prototypeCount: Int
  /// Every timed repetition.
  package var seconds: [Double]
  /// What all threads took in each of them.
  package var processorSeconds: [Double]
  package var threadCount: Int
  /// The process's largest resident memory, and what it was before the head was made.
  package var peakByteCount: Int
  package var baseByteCount: Int

  package var median: Double { Timing(seconds: seconds).median }
  package var processorMedian: Double { Timing(seconds: processorSeconds).median }

  var buffers: HeadBuffers {
    HeadBuffers(work: work, batchSize: batchSize, prototypeCount: prototypeCount)
  }

  /// The memory that is neither a parameter nor one of the values that `HeadBuffers` lists.
  package var otherByteCount: Int { peakByteCount - baseByteCount - buffers.byteCount }

  package init(
    work: HeadWork,
    batchSize: Int,
    prototypeCount: Int,
    seconds: [Double],
    processorSeconds: [Double],
    threadCount: Int,
    peakByteCount: Int,
    baseByteCount: Int
  ) {
    (self.work, self.batchSize, self.prototypeCount) = (work, batchSize, prototypeCount)
    (self.seconds, self.processorSeconds) = (seconds, processorSeconds)
    (self.threadCount, self.peakByteCount) = (threadCount, peakByteCount)
    self.baseByteCount = baseByteCount
  }

  /// Adds a later process's repetitions of the same work; memory is the larger one of both.
  package mutating func add(_ other: HeadMeasurement) {
    seconds += other.seconds
    processorSeconds += other.processorSeconds
    if other.peakByteCount - other.baseByteCount > peakByteCount - baseByteCount {
      (peakByteCount, baseByteCount) = (other.peakByteCount, other.baseByteCount)
    }
  }
}

/// The buffers of the head that have a value for every prototype by the paper's definitions.
struct HeadBuffers {
  /// Bytes by buffer.
  let byteCounts: [String: Int]

  var byteCount: Int { byteCounts.values.reduce(0, +) }

  init(work: HeadWork, batchSize: Int, prototypeCount: Int) {
    let prototypes = 4 * prototypeCount * HeadSubject.depth
    let output = 4 * batchSize * prototypeCount
    let always = [
      "prototypes [P, D]": prototypes,
      "last layer [K, P]": 4 * HeadSubject.classCount * prototypeCount,
      "classes of the prototypes [P]": 8 * prototypeCount,
      "minimum distances [N, P]": output,
      "cells of the minima [N, P]": output,
    ]
    let others =
      switch work {
      case .forward: ["similarities [N, P]": output]
      case .training:
        // Similarities and their gradient are released before the prototypes' gradient is made.
        [
          "gradient of the distances [N, P]": output,
          "gradient of the prototypes [P, D]": prototypes,
          "Adam's moments [2, P, D]": 2 * prototypes,
        ]
      }
    byteCounts = always.merging(others) { $0 + $1 }
  }
}
