/// The channels of a block at one cell, as one vector.
///
/// Operators of generic vectors work element by element, so what loops do at every cell is asked of
/// the concrete types here.
protocol ChannelLanes: SIMD where Scalar == Float {
  associatedtype Doubles: SIMD where Doubles.Scalar == Double

  static func + (left: Self, right: Self) -> Self
  static func - (left: Self, right: Self) -> Self
  static func * (left: Self, right: Self) -> Self
  /// Elements below the floor's are raised to it.
  func raised(to floor: Self) -> Self
  /// Zero except where `value` exceeds the floor.
  func masked(where value: Self, exceeds floor: Self) -> Self
  func added(to total: Doubles) -> Doubles
  init(rounding values: Doubles)
}

extension SIMD8<Float>: ChannelLanes {
  typealias Doubles = SIMD8<Double>

  @inline(__always)
  func raised(to floor: Self) -> Self { replacing(with: floor, where: self .< floor) }

  @inline(__always)
  func masked(where value: Self, exceeds floor: Self) -> Self {
    Self.zero.replacing(with: self, where: value .> floor)
  }

  @inline(__always)
  func added(to total: Doubles) -> Doubles { total + Doubles(self) }

  init(rounding values: Doubles) { self.init(values) }
}

extension SIMD16<Float>: ChannelLanes {
  typealias Doubles = SIMD16<Double>

  @inline(__always)
  func raised(to floor: Self) -> Self { replacing(with: floor, where: self .< floor) }

  @inline(__always)
  func masked(where value: Self, exceeds floor: Self) -> Self {
    Self.zero.replacing(with: self, where: value .> floor)
  }

  @inline(__always)
  func added(to total: Doubles) -> Doubles { total + Doubles(self) }

  init(rounding values: Doubles) { self.init(values) }
}
