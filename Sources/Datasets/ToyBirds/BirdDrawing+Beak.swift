extension BirdDrawing {
  /// The beak, with the line where it opens.
  var beak: [Layer] {
    let outline: [Point]
    let gape: [Point]
    switch bird.beak {
    case .stout:
      outline = [
        Point(0.42, -0.53), Point(0.42, -0.53), Point(0.62, -0.48), Point(0.75, -0.35),
        Point(0.75, -0.35), Point(0.60, -0.28), Point(0.42, -0.25), Point(0.42, -0.25),
      ]
      gape = [Point(0.50, -0.37), Point(0.74, -0.35)]
    case .dagger:
      outline = [
        Point(0.42, -0.47), Point(0.42, -0.47), Point(0.60, -0.44), Point(0.96, -0.35),
        Point(0.96, -0.35), Point(0.60, -0.31), Point(0.42, -0.30), Point(0.42, -0.30),
      ]
      gape = [Point(0.50, -0.38), Point(0.94, -0.35)]
    case .hooked:
      outline = [
        Point(0.40, -0.53), Point(0.40, -0.53), Point(0.60, -0.53), Point(0.74, -0.43),
        Point(0.76, -0.28), Point(0.72, -0.14), Point(0.72, -0.14), Point(0.66, -0.28),
        Point(0.58, -0.27), Point(0.42, -0.24), Point(0.42, -0.24),
      ]
      gape = [Point(0.50, -0.36), Point(0.66, -0.32)]
    }
    let shape = Shape.blob(outline)
    let color = plumage.beak(bird.beak)
    return [
      ink(shape, color, .beak),
      Layer(
        shape: shape,
        paint: .gradient(color * 1.12, at: Point(0.6, -0.5), color * 0.8, at: Point(0.6, -0.25)),
        part: .beak
      ),
      Layer(
        shape: .line(gape, 0.022, 0.016),
        inside: shape,
        paint: .flat(color * 0.5),
        part: .beak
      ),
    ]
  }
}
