import Foundation
import Recipe

/// How far a network with one convolution algorithm, or of another library, is from the same network with the
/// direct one.
struct DeviationMeasurement: Codable {
  var architecture: String
  var convolution: String
  /// What its feature maps consist of; nil for float32.
  var precision: Precision?
  var batchSize: Int
  var imageSize: Int
  /// What the last normalisation of each residual block started from; nil for 1.
  var residualScale: Double?
  /// The kernels of a training step, and those of them that are Winograd's.
  var kernelCount: Int
  var winogradKernelCount: Int
  /// Relative, by norms, of one batch in training mode.
  var latentDeviation: Double
  var logitDeviation: Double
  /// Of every parameter's gradient on that batch, prototypes included.
  var gradients: Deviation.Summary
  /// The total costs before each of the training steps.
  var totals: [Double]
  var directTotals: [Double]
  /// The largest relative difference of the two.
  var largestTotalDeviation: Double
  /// The same without the last layer's L1 term, which these steps leave as it is.
  var largestTrainedCostDeviation: Double
  var control: Control?

  /// How far the direct network is from itself on pictures moved to the next floats.
  struct Control: Codable {
    var gradients: Deviation.Summary
    var largestTotalDeviation: Double
    var largestTrainedCostDeviation: Double
  }

  /// Whether another measurement is of the same network on pictures of the same number and size.
  func hasSettings(of other: DeviationMeasurement) -> Bool {
    (architecture, convolution, batchSize, imageSize, residualScale)
      == (
        other.architecture, other.convolution, other.batchSize, other.imageSize, other.residualScale
      ) && precision == other.precision
  }
}

/// Deviations as a Markdown table.
struct DeviationTable {
  private var table = MarkdownTable(heading: [
    "network", "convolutions", "precision", "batch", "residual scale", "Winograd kernels",
    "latent maps", "logits",
    "gradients, worst", "gradients, median", "cost, first to last", "cost apart, %",
    "without L1, %", "control, %",
  ])

  init(_ measurements: [DeviationMeasurement]) {
    func number(_ value: Double, _ digits: Int) -> String { MarkdownTable.number(value, digits) }
    func power(_ value: Double) -> String { String(format: "%.1e", value) }
    for measurement in measurements {
      let totals = [measurement.directTotals.first, measurement.directTotals.last]
      table.add([
        measurement.architecture, measurement.convolution,
        (measurement.precision ?? .float32).rawValue,
        "\(measurement.batchSize)",
        String(format: "%g", measurement.residualScale ?? 1),
        "\(measurement.winogradKernelCount) of \(measurement.kernelCount)",
        power(measurement.latentDeviation), power(measurement.logitDeviation),
        power(measurement.gradients.worst), power(measurement.gradients.median),
        totals.map { number($0 ?? .nan, 2) }.joined(separator: " to "),
        number(100 * measurement.largestTotalDeviation, 3),
        number(100 * measurement.largestTrainedCostDeviation, 3),
        measurement.control.map { number(100 * $0.largestTotalDeviation, 3) } ?? "not run",
      ])
    }
  }

  var text: String { table.text }
}
