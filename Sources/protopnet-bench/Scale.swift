/// The head's time and memory by number of prototypes, the smallest number of each work first.
package struct Scale: Encodable {
  package let rows: [Row]

  package struct Row: Encodable {
    var measurement: HeadMeasurement
    /// The buffers that grow with P by the paper's definitions, in bytes.
    var buffers: [String: Int]
    /// The rest of the peak, in bytes.
    package var otherByteCount: Int
    var microsecondsPerPrototype: Double
    /// The number of prototypes and the median times beside those of the work's first row.
    package var timesAsManyPrototypes: Double
    package var timesAsLong: Double
    package var timesTheProcessorTime: Double
  }

  package init(measurements: [HeadMeasurement]) {
    rows = measurements.map { measurement in
      let first = measurements.first { $0.work == measurement.work } ?? measurement
      let (count, firstCount) = (measurement.prototypeCount, first.prototypeCount)
      return Row(
        measurement: measurement,
        buffers: measurement.buffers.byteCounts,
        otherByteCount: measurement.otherByteCount,
        microsecondsPerPrototype: 1e6 * measurement.median / Double(count),
        timesAsManyPrototypes: Double(count) / Double(firstCount),
        timesAsLong: measurement.median / first.median,
        timesTheProcessorTime: measurement.processorMedian / first.processorMedian
      )
    }
  }

  var table: String {
    var table = MarkdownTable(heading: [
      "work", "P", "times P", "times the time", "processor time", "µs per prototype", "peak, MB",
      "other memory, MB",
    ])
    func number(_ value: Double, _ digits: Int) -> String { MarkdownTable.number(value, digits) }
    for row in rows {
      let measurement = row.measurement
      table.add([
        measurement.work.rawValue, "\(measurement.prototypeCount)",
        number(row.timesAsManyPrototypes, 0), number(row.timesAsLong, 2),
        number(row.timesTheProcessorTime, 2),
        number(row.microsecondsPerPrototype, 3),
        number(Double(measurement.peakByteCount) / 1e6, 1),
        number(Double(row.otherByteCount) / 1e6, 1),
      ])
    }
    return table.text
  }
}
