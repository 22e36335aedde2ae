/// What a network computes, as it is carried to another machine.
struct NetworkValues: Codable {
  /// Numbers of the latent map, and of every parameter's gradient, by name.
  var samples: [String: [Float]] = [:]
  /// What falls, before each step.
  var costs: [Double] = []
}

/// What was found on a device.
struct CheckReport: Encodable {
  var library, device, precision: String
  var networks: [Network] = []

  struct Network: Encodable {
    var architecture: String
    /// Relative deviations, by norms, of what was carried there.
    var output, worstGradient, medianGradient: Double?
    var worstName: String?
    /// The largest relative difference of the costs before 20 steps.
    var costs: Double?
    /// Of a joint step without the head.
    var stepSeconds: [Double]?
    var problem: String?

    init(architecture: String) { self.architecture = architecture }

    mutating func compare(_ found: NetworkValues, with truth: NetworkValues) {
      var deviations: [(name: String, value: Double)] = []
      for (name, expected) in truth.samples {
        guard let samples = found.samples[name], samples.count == expected.count else { continue }
        let deviation = Self.deviation(samples, expected)
        if name == "output" { output = deviation } else { deviations.append((name, deviation)) }
      }
      deviations.sort { ($0.value, $0.name) < ($1.value, $1.name) }
      worstGradient = deviations.last?.value
      worstName = deviations.last?.name
      if !deviations.isEmpty { medianGradient = deviations[deviations.count / 2].value }
      costs = zip(found.costs, truth.costs).map { abs($0 / $1 - 1) }.max()
    }

    private static func deviation(_ found: [Float], _ truth: [Float]) -> Double {
      var (difference, norm) = (0.0, 0.0)
      for (a, b) in zip(found, truth) {
        difference += (Double(a) - Double(b)) * (Double(a) - Double(b))
        norm += Double(b) * Double(b)
      }
      return difference == 0 ? 0 : (difference / norm).squareRoot()
    }
  }
}
