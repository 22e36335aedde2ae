extension BirdDrawing {
  /// The folded wing: feathers, and the bars or the patch over them.
  var wing: [Layer] {
    let color = plumage.wing
    let shape = Shape.blob([
      Point(0.24, -0.06), Point(0.16, -0.19), Point(-0.08, -0.20), Point(-0.36, -0.06),
      Point(-0.66, 0.17), Point(-0.66, 0.17), Point(-0.38, 0.17), Point(-0.10, 0.19),
      Point(0.14, 0.11),
    ])
    let epaulette = [
      Point(0.28, -0.02), Point(0.20, -0.22), Point(0.00, -0.24), Point(-0.20, -0.16),
      Point(-0.26, -0.06), Point(-0.26, -0.06), Point(-0.08, 0.06), Point(0.14, 0.08),
    ]
    func mark(_ mark: Shape, _ color: Color) -> Layer {
      Layer(shape: mark, inside: shape, paint: .flat(color), part: .wing)
    }
    var layers = [
      ink(shape, color, .wing),
      Layer(
        shape: shape,
        paint: .gradient(color * 1.15, at: Point(0.1, -0.2), color * 0.85, at: Point(-0.3, 0.2)),
        part: .wing
      ),
    ]
    layers += [0.02, 0.07, 0.12].map { (y: Float) in
      mark(
        .line([Point(-0.12, y), Point(-0.32, y + 0.05), Point(-0.60, 0.165)], 0.014, 0.014),
        color * 0.66
      )
    }
    switch bird.wing {
    case .plain: break
    case .barred:
      layers += [0.10, -0.08, -0.26].map { (x: Float) in
        mark(
          .line(
            [Point(x + 0.03, -0.24), Point(x + 0.04, -0.04), Point(x - 0.03, 0.24)],
            0.075,
            0.075
          ),
          plumage.pale
        )
      }
    case .patched:
      layers += [
        mark(.blob(epaulette), plumage.pale),
        mark(.blob(epaulette.map { $0.toward(Point(0.16, -0.12), 0.24) }), plumage.patch),
      ]
    }
    return layers
  }
}
