/// What `protopnet-bench projection` measured in one run.
struct ProjectionMeasurement: Codable {
  var imageCount: Int
  var prototypeCount: Int
  var classCount: Int
  var depth: Int
  var cellCount: Int
  var batchSize: Int
  var threadCount: Int
  /// Every timed pass of the search over all images.
  var seconds: [Double]
  var medianSecondsPerImage: Double
  /// Operations per second of the search and of a square matrix product in the same run.
  var operationsPerSecond: Double
  var roofOperationsPerSecond: Double
  var peer: Peer?

  var shareOfRoof: Double { operationsPerSecond / roofOperationsPerSecond }

  /// The released push.py on the same latent maps.
  struct Peer: Codable {
    var engine: String
    /// Every timed pass over all images, and of the distances alone, which are taken to all prototypes.
    var seconds: [Double]
    var distanceSeconds: [Double]
    /// Medians, in relation to ours.
    var timesAsLong: Double
    var distancesTimesAsLong: Double
    /// The prototypes that both moved onto the same patch.
    var equalPrototypeCount: Int
  }

  /// What the peer's script prints.
  struct PeerOutput: Decodable {
    var engine: String
    var seconds: [Double]
    var distanceSeconds: [Double]
  }
}

extension ProjectionMeasurement: CustomStringConvertible {
  var description: String {
    func number(_ value: Double, _ digits: Int) -> String { MarkdownTable.number(value, digits) }
    var lines = [
      "\(imageCount) images of \(cellCount) cells, D = \(depth), \(prototypeCount) prototypes, "
        + "\(classCount) classes, \(threadCount) threads",
      "search      \(number(1e6 * medianSecondsPerImage, 2)) µs an image, "
        + "\(number(operationsPerSecond / 1e9, 1)) GFLOP/s",
      "roof        \(number(roofOperationsPerSecond / 1e9, 1)) GFLOP/s, of which the search has "
        + number(shareOfRoof, 3),
    ]
    if let peer {
      lines += [
        "peer        \(peer.engine): \(number(peer.timesAsLong, 1)) times as long, its distances "
          + "alone \(number(peer.distancesTimesAsLong, 1)) times",
        "agreement   \(peer.equalPrototypeCount) of \(prototypeCount) prototypes on the same patch",
      ]
    }
    return lines.joined(separator: "\n")
  }
}
