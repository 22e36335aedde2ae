extension BirdDrawing {
  /// The trunk's outline, from the nape over back and belly to the throat.
  static let trunk = Shape.blob([
    Point(0.20, -0.36), Point(0.00, -0.28), Point(-0.22, -0.16), Point(-0.42, 0.00),
    Point(-0.45, 0.11), Point(-0.28, 0.24), Point(0.00, 0.32), Point(0.24, 0.25),
    Point(0.40, 0.07), Point(0.45, -0.16), Point(0.38, -0.34),
  ])

  /// The trunk, with the belly over it unless that is plain.
  var body: [Layer] {
    let back = plumage.back
    let belly = Shape.blob([
      Point(0.34, -0.20), Point(0.54, -0.16), Point(0.54, 0.20), Point(0.16, 0.44),
      Point(-0.34, 0.36), Point(-0.36, 0.17), Point(-0.04, 0.14), Point(0.20, 0.02),
    ])
    let bellyColor: Color? =
      switch bird.belly {
      case .plain: nil
      case .pale: plumage.pale
      case .bright: plumage.bright
      }
    let trunkLayer = Layer(
      shape: Self.trunk,
      paint: .gradient(back * 1.12, at: Point(0.05, -0.35), back * 0.84, at: Point(0, 0.34)),
      part: .body
    )
    guard let bellyColor else { return [trunkLayer] }
    let bellyPaint = Paint.gradient(
      bellyColor,
      at: Point(0.2, -0.1),
      bellyColor * 0.86,
      at: Point(0, 0.32)
    )
    return [trunkLayer, Layer(shape: belly, inside: Self.trunk, paint: bellyPaint, part: .body)]
  }

  /// Two legs of three toes each, the farther one darker.
  var foot: [Layer] {
    let color = plumage.foot(bird.foot)
    func leg(_ offset: Float, _ shade: Float) -> [Layer] {
      let ankle = Point(offset, 0.57)
      let lines: [Shape] = [
        .line([Point(offset - 0.06, 0.22), Point(offset - 0.05, 0.40), ankle], 0.085, 0.075),
        .line([ankle, Point(offset + 0.07, 0.565), Point(offset + 0.18, 0.61)], 0.08, 0.055),
        .line([ankle, Point(offset + 0.02, 0.59), Point(offset + 0.08, 0.645)], 0.075, 0.05),
        .line([ankle, Point(offset - 0.05, 0.57), Point(offset - 0.11, 0.61)], 0.075, 0.05),
      ]
      return lines.map { ink($0, color, .foot) }
        + lines.map { Layer(shape: $0, paint: .flat(color * shade), part: .foot) }
    }
    return leg(0.15, 0.82) + leg(-0.03, 1)
  }
}
