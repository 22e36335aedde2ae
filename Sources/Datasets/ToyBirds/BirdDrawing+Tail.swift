extension BirdDrawing {
  /// The tail, which grows out of the lower back.
  var tail: [Layer] {
    let outline: [Point]
    let feathers: [Point]
    switch bird.tail {
    case .forked:
      outline = [
        Point(-0.24, -0.06), Point(-0.24, -0.06), Point(-0.52, -0.09), Point(-0.90, -0.20),
        Point(-0.90, -0.20), Point(-0.70, 0.00), Point(-0.56, 0.08), Point(-0.56, 0.08),
        Point(-0.66, 0.18), Point(-0.84, 0.40), Point(-0.84, 0.40), Point(-0.48, 0.26),
        Point(-0.26, 0.18), Point(-0.26, 0.18),
      ]
      feathers = [Point(-0.76, -0.10), Point(-0.72, 0.27)]
    case .fan:
      outline = [
        Point(-0.26, -0.04), Point(-0.26, -0.04), Point(-0.62, -0.27), Point(-0.76, -0.24),
        Point(-0.82, -0.10), Point(-0.87, 0.07), Point(-0.84, 0.24), Point(-0.74, 0.38),
        Point(-0.60, 0.41), Point(-0.28, 0.17), Point(-0.28, 0.17),
      ]
      feathers = [
        Point(-0.74, -0.18), Point(-0.80, -0.04), Point(-0.82, 0.10), Point(-0.79, 0.24),
        Point(-0.70, 0.35),
      ]
    case .long:
      outline = [
        Point(-0.24, -0.04), Point(-0.24, -0.04), Point(-0.60, 0.00), Point(-1.02, 0.06),
        Point(-1.10, 0.12), Point(-1.03, 0.18), Point(-0.60, 0.18), Point(-0.28, 0.16),
        Point(-0.28, 0.16),
      ]
      feathers = [Point(-1.00, 0.12)]
    }
    let shape = Shape.blob(outline)
    let tip = Shape.ellipse(Point(-1.06, 0.12), 0.20, 0.20)
    let tips = bird.tail == .long ? [tip] : []
    let root = Point(-0.30, 0.06)
    let dark = plumage.tail * 0.6
    return [
      ink(shape, plumage.tail, .tail),
      Layer(
        shape: shape,
        paint: .gradient(plumage.tail * 1.1, at: root, plumage.tail * 0.9, at: Point(-0.9, 0.1)),
        part: .tail
      ),
    ]
      + feathers.map { tip in
        Layer(
          shape: .line([root.toward(tip, 0.3), tip], 0.012, 0.022),
          inside: shape,
          paint: .flat(dark),
          part: .tail
        )
      }
      + tips.map { Layer(shape: $0, inside: shape, paint: .flat(plumage.pale), part: .tail) }
  }
}
