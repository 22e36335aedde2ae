extension BirdDrawing {
  /// The skull's outline.
  static let round = Shape.ellipse(Point(0.31, -0.39), 0.225, 0.215, corners: 20)

  /// The head without what makes a variant.
  var skull: [Layer] {
    [
      ink(Self.round, plumage.back, .head),
      Layer(
        shape: Self.round,
        paint: .gradient(
          plumage.back * 1.18,
          at: Point(0.28, -0.6),
          plumage.back * 1.0,
          at: Point(0.3, -0.2)
        ),
        part: .head
      ),
    ]
  }

  /// Three pointed tufts.
  var crest: [Layer] {
    guard bird.head == .crested else { return [] }
    let shape = Shape.blob([
      Point(0.44, -0.50), Point(0.40, -0.66), Point(0.22, -0.88), Point(0.22, -0.88),
      Point(0.23, -0.70), Point(0.02, -0.80), Point(0.02, -0.80), Point(0.08, -0.63),
      Point(-0.10, -0.62), Point(-0.10, -0.62), Point(0.06, -0.48), Point(0.14, -0.32),
      Point(0.30, -0.36),
    ])
    return [
      ink(shape, plumage.back, .head),
      Layer(
        shape: shape,
        paint: .gradient(
          plumage.back * 1.18,
          at: Point(0.3, -0.5),
          plumage.back * 0.8,
          at: Point(0.05, -0.8)
        ),
        part: .head
      ),
    ]
  }

  /// A black cap, down to the eye.
  var cap: [Layer] {
    guard bird.head == .capped else { return [] }
    let shape = Shape.blob([
      Point(0.62, -0.46), Point(0.62, -0.46), Point(0.44, -0.43), Point(0.30, -0.38),
      Point(0.18, -0.26), Point(0.00, -0.24), Point(-0.04, -0.50), Point(0.16, -0.72),
      Point(0.50, -0.70),
    ])
    let paint = Paint.gradient(
      plumage.cap * 1.7,
      at: Point(0.3, -0.62),
      plumage.cap,
      at: Point(0.3, -0.45)
    )
    return [Layer(shape: shape, inside: Self.round, paint: paint, part: .head)]
  }

  /// A light iris, a dark pupil and a glint.
  var eye: [Layer] {
    let center = Point(0.385, -0.42)
    func disc(_ center: Point, _ radius: Float, _ color: Color) -> Layer {
      Layer(shape: .ellipse(center, radius, radius), paint: .flat(color), part: .eye)
    }
    return [
      disc(center, 0.070, plumage.iris),
      disc(center + Point(0.008, 0), 0.048, Color(0.07, 0.06, 0.08)),
      disc(center + Point(0.022, -0.018), 0.016, Color(1, 1, 1)),
    ]
  }
}
