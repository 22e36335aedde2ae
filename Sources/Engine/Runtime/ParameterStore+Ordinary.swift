import Networks

/// Whether a network's values are such that no number is lost in it.
extension ParameterStore {
  /// Beyond this magnitude sums and products of a few layers may be no numbers any more.
  static let ordinaryLimit: Float = 1e12

  /// Whether all trainable values are numbers of a usual magnitude, and running statistics where they are
  /// asked for; a variance below 0 is none.
  func isOrdinary(withStatistics: Bool) -> Bool {
    if foundOrdinary.version != version {
      foundOrdinary = (Self.isOrdinary(values), version)
    }
    guard foundOrdinary.values, withStatistics else { return foundOrdinary.values }
    let versions = (version, statisticsVersion)
    if foundOrdinaryStatistics.versions != versions {
      foundOrdinaryStatistics = (hasOrdinaryStatistics, versions)
    }
    return foundOrdinaryStatistics.values
  }

  private static func isOrdinary(_ region: ParameterRegion) -> Bool {
    let values = UnsafeBufferPointer<Float>(start: region.base, count: region.count)
    return Parallel.largestMagnitude(of: values) <= ordinaryLimit
  }

  private var hasOrdinaryStatistics: Bool {
    Self.isOrdinary(statistics)
      && specifications.allSatisfy { specification in
        specification.role != .runningVariance
          || entry(specification.name).range.allSatisfy { statistics.base[$0] >= 0 }
      }
  }
}
