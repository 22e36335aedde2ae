/// A colour, or a gradual change from one colour to another.
struct Paint {
  var first: Color
  var second: Color
  /// Where the change begins and ends.
  var start = Point(0, 0)
  var end = Point(0, 0)

  static func flat(_ color: Color) -> Paint { Paint(first: color, second: color) }

  static func gradient(_ first: Color, at start: Point, _ second: Color, at end: Point) -> Paint {
    Paint(first: first, second: second, start: start, end: end)
  }

  func mapped(by map: Affine) -> Paint {
    var paint = self
    paint.start = map(start)
    paint.end = map(end)
    return paint
  }
}

/// One painted shape of a drawing; later layers cover earlier ones.
struct Layer {
  var shape: Shape
  /// The shape is drawn only where this one is too.
  var inside: Shape?
  var paint: Paint
  var opacity: Float = 1
  /// What the shape grows by to all sides, in shares of the picture's edge.
  var growth: Float = 0
  /// The width of the border's fading, in shares of the picture's edge; a pixel at least.
  var softness: Float = 0
  /// The part of the bird that the shape belongs to; nil for surroundings.
  var part: BirdPart?
  /// The thing beside the bird that the shape belongs to, counted from 0; nil for bird and backdrop.
  var thing: Int?

  func mapped(by map: Affine) -> Layer {
    var layer = self
    layer.shape = shape.mapped(by: map)
    layer.inside = inside?.mapped(by: map)
    layer.paint = paint.mapped(by: map)
    return layer
  }
}
