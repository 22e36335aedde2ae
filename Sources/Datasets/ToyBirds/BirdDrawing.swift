/// The layers of a bird that looks to the right, about two units long around the middle of its body.
struct BirdDrawing {
  let bird: BirdClass
  let plumage: Plumage
  /// Nodding and wagging.
  private let nod: Affine
  private let wag: Affine

  /// Where the toes stand.
  static let stand = Point(0.06, 0.60)

  init(_ bird: BirdClass, _ plumage: Plumage, headDegrees: Float, tailDegrees: Float) {
    self.bird = bird
    self.plumage = plumage
    nod = .rotation(degrees: headDegrees, about: Point(0.22, -0.26))
    wag = .rotation(degrees: tailDegrees, about: Point(-0.36, 0.06))
  }

  /// All layers, the farthest first.
  var layers: [Layer] {
    let head = (crest + skull).map { $0.mapped(by: nod) }
    // One ink line runs around body and head together, so that there is none between them.
    return foot + tail.map { $0.mapped(by: wag) } + beak.map { $0.mapped(by: nod) }
      + [ink(Self.trunk, plumage.back, .body)]
      + head.filter { $0.growth > 0 } + body + head.filter { $0.growth == 0 }
      + (cap + eye).map { $0.mapped(by: nod) } + wing
  }

  /// The dark line around a shape, drawn below it.
  func ink(_ shape: Shape, _ color: Color, _ part: BirdPart) -> Layer {
    Layer(shape: shape, paint: .flat(color * 0.32), growth: 0.009, part: part)
  }
}
