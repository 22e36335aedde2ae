/// What `protopnet-bench last-layer` measured in one process.
struct LastLayerMeasurement: Codable {
  var imageCount: Int
  var prototypeCount: Int
  var classCount: Int
  var threadCount: Int
  var solver: Solver
  var adam: Adam?
  var network: Network?
  /// Of the whole process, with distances and similarities in memory, up to the solver's end.
  var peakMegabytes: Double

  struct Solver: Codable {
    var seconds: Double
    var iterationCount: Int
    var iterationLimit: Int
    var ending: String
    var objective: Double
    var certifiedGap: Double
    var zeroCount: Int
    var offClassCount: Int
  }

  /// Passes of Adam over cached distances.
  struct Adam: Codable {
    var batchSize: Int
    var passSeconds: [Double]
    var objective: Double
    /// 20 passes, from the median one, over the solver's time.
    var secondsOf20Passes: Double
    var twentyPassesPerSolve: Double
  }

  /// Passes of Adam with the whole network in each, as in the released code.
  struct Network: Codable {
    var architecture: String
    var imageSize: Int
    var batchSize: Int
    /// Forward passes of one batch; everything below is extrapolated from their median.
    var batchSeconds: [Double]
    var secondsOf20Passes: Double
    var twentyPassesPerSolve: Double
  }
}

extension LastLayerMeasurement: CustomStringConvertible {
  var description: String {
    var lines = [
      "\(imageCount) images, \(prototypeCount) prototypes, \(classCount) classes, "
        + "\(threadCount) threads",
      "convex solver      \(solver.seconds) s, \(solver.iterationCount) iterations, "
        + solver.ending,
      "objective          \(solver.objective)",
      "certified gap      \(solver.certifiedGap) = "
        + "\(solver.certifiedGap / solver.objective) of the objective",
      "zeros              \(solver.zeroCount) of \(solver.offClassCount) weights of other classes",
      "peak memory        \(peakMegabytes) MB",
    ]
    if let adam {
      lines += [
        "Adam, cached       \(adam.secondsOf20Passes) s for 20 passes (median of "
          + "\(adam.passSeconds.count)) = \(adam.twentyPassesPerSolve) times the solver's",
        "Adam, objective    \(adam.objective) after \(adam.passSeconds.count) passes",
      ]
    }
    if let network {
      lines.append(
        "Adam, \(network.architecture)        \(network.secondsOf20Passes) s for 20 passes "
          + "(extrapolated from \(network.batchSeconds.count) batches) = "
          + "\(network.twentyPassesPerSolve) times the solver's"
      )
    }
    return lines.joined(separator: "\n")
  }
}
