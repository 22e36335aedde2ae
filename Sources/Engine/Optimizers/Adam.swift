import Foundation
import Synchronization
package import Tensors

/// Adam with coupled weight decay over one contiguous block of parameters.
///
/// g ← g + decay·θ; m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;
/// θ ← θ − rate/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε), with β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
/// Source: `torch.optim.Adam`'s defaults, which the released code uses.
package final class Adam {
  package let learningRate: Float
  package let weightDecay: Float
  package let firstMoments: ParameterRegion
  package let secondMoments: ParameterRegion
  /// The steps taken, t.
  package var stepCount = 0
  /// The bits of the largest magnitude that the last step wrote, which are ordered as magnitudes are.
  private let largestBits = Atomic<UInt32>(0)

  private static let firstDecay: Float = 0.9
  private static let secondDecay: Float = 0.999
  private static let epsilon: Float = 1e-8

  /// Creates the optimiser of `count` parameters; moments are zero.
  package init(count: Int, learningRate: Float, weightDecay: Float = 0) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    firstMoments = ParameterRegion(count: count)
    secondMoments = ParameterRegion(count: count)
  }

  /// Changes a tensor [any shape] where it lies by one step along its gradient, of the same shape.
  ///
  /// `factor` scales the learning rate.
  package func step(_ values: inout Tensor, gradient: Tensor, factor: Float = 1) {
    precondition(
      values.count == firstMoments.count && gradient.shape == values.shape,
      "gradient \(gradient.shape) of \(values.shape), moments of \(firstMoments.count) values"
    )
    values.withUnsafeMutableValues { values in
      gradient.withUnsafeValues { gradient in
        guard let value = values.baseAddress, let slope = gradient.baseAddress else { return }
        step(value, gradients: slope, factor: factor)
      }
    }
  }

  /// The largest absolute value of a parameter after the last step; NaN where one is NaN, 0 before any.
  package var largestMagnitude: Float {
    Float(bitPattern: largestBits.load(ordering: .relaxed))
  }

  /// Sets moments and the count of steps as they are before the first step.
  package func restart() {
    stepCount = 0
    firstMoments.clear()
    secondMoments.clear()
  }

  /// Changes the parameters by one step; `factor` scales the learning rate.
  func step(_ values: UnsafeMutablePointer<Float>, gradients: UnsafePointer<Float>, factor: Float) {
    stepCount += 1
    let firstCorrection = 1 - pow(Double(Self.firstDecay), Double(stepCount))
    let secondCorrection = (1 - pow(Double(Self.secondDecay), Double(stepCount))).squareRoot()
    let rate = Float(Double(learningRate) * Double(factor) / firstCorrection)
    let inverseCorrection = Float(1 / secondCorrection)
    let (m, v) = (firstMoments.base, secondMoments.base)
    let decay = weightDecay
    largestBits.store(0, ordering: .relaxed)
    Parallel.forEachPiece(of: firstMoments.count, granularity: 16) { piece in
      var index = piece.lowerBound
      var magnitudes = SIMD8<UInt32>.zero
      while index + Lanes.scalarCount <= piece.upperBound {
        var theta = load(values, index)
        let g = load(gradients, index) + theta * decay
        let first = load(m, index) * Self.firstDecay + g * (1 - Self.firstDecay)
        let second = load(v, index) * Self.secondDecay + g * g * (1 - Self.secondDecay)
        let denominator = second.squareRoot() * inverseCorrection + Self.epsilon
        theta -= first / denominator * rate
        store(first, m, index)
        store(second, v, index)
        store(theta, values, index)
        let bits = unsafeBitCast(theta, to: SIMD8<UInt32>.self) & magnitudeMask
        magnitudes.replace(with: bits, where: bits .> magnitudes)
        index += Lanes.scalarCount
      }
      while index < piece.upperBound {
        let g = gradients[index] + values[index] * decay
        m[index] = m[index] * Self.firstDecay + g * (1 - Self.firstDecay)
        v[index] = v[index] * Self.secondDecay + g * g * (1 - Self.secondDecay)
        let denominator = v[index].squareRoot() * inverseCorrection + Self.epsilon
        values[index] -= m[index] / denominator * rate
        magnitudes[0] = max(magnitudes[0], values[index].bitPattern & magnitudeMask)
        index += 1
      }
      largestBits.max(magnitudes.max(), ordering: .relaxed)
    }
  }

  /// Floats that are computed with at once.
  private typealias Lanes = SIMD8<Float>
}

/// All bits of a float but its sign.
private let magnitudeMask: UInt32 = 0x7FFF_FFFF

@inline(__always)
private func load(_ address: UnsafePointer<Float>, _ index: Int) -> SIMD8<Float> {
  UnsafeRawPointer(address + index).loadUnaligned(as: SIMD8<Float>.self)
}

@inline(__always)
private func store(_ lanes: SIMD8<Float>, _ address: UnsafeMutablePointer<Float>, _ index: Int) {
  UnsafeMutableRawPointer(address + index).storeBytes(of: lanes, as: SIMD8<Float>.self)
}
