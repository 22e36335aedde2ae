import Tensors

/// What surrounds a bird; it knows nothing of the species.
struct Clutter {
  /// Layers behind the bird, the farthest first.
  private(set) var behind: [Layer] = []
  /// Layers in front of the bird.
  private(set) var inFront: [Layer] = []
  /// The light over the whole picture, a factor for every channel.
  let light: Color
  /// Things that could be left out: twigs, berries, grass, the perch and the leaf in front.
  private(set) var thingCount = 0

  /// Colours of the upper and lower end of the scene, of leaves and of wood.
  private struct Mood {
    let above, below, leaf, wood: Color
  }

  private static let moods = [
    // A clear sky, a meadow, a wood, a dusk and an overcast day.
    Mood(
      above: Color(0.55, 0.75, 0.93),
      below: Color(0.86, 0.93, 0.95),
      leaf: Color(0.42, 0.62, 0.30),
      wood: Color(0.46, 0.36, 0.28)
    ),
    Mood(
      above: Color(0.80, 0.90, 0.82),
      below: Color(0.52, 0.70, 0.38),
      leaf: Color(0.36, 0.56, 0.24),
      wood: Color(0.44, 0.35, 0.25)
    ),
    Mood(
      above: Color(0.40, 0.54, 0.40),
      below: Color(0.60, 0.68, 0.48),
      leaf: Color(0.30, 0.48, 0.24),
      wood: Color(0.36, 0.28, 0.22)
    ),
    Mood(
      above: Color(0.74, 0.68, 0.84),
      below: Color(0.97, 0.82, 0.68),
      leaf: Color(0.62, 0.48, 0.28),
      wood: Color(0.40, 0.30, 0.28)
    ),
    Mood(
      above: Color(0.76, 0.79, 0.82),
      below: Color(0.88, 0.87, 0.82),
      leaf: Color(0.52, 0.58, 0.36),
      wood: Color(0.42, 0.38, 0.35)
    ),
  ]

  /// Draws the surroundings of a bird that stands at a place of the unit square.
  init(stand: Point, _ stream: inout RandomStream) {
    let mood = Self.moods[stream.integer(below: Self.moods.count)]
    let brightness = stream.uniform(0.88, 1.08)
    let warmth = stream.uniform(-0.05, 0.05)
    light = Color(1 + warmth, 1, 1 - warmth) * brightness
    addBackdrop(mood, &stream)
    addThings(2 + stream.integer(below: 3)) { $0.addTwig(mood, &stream) }
    addThings(stream.integer(below: 5)) { $0.addBerry(&stream) }
    addThings(1) { $0.addGrass(mood, &stream) }
    addThings(1) { $0.addPerch(through: stand, mood, &stream) }
    if stream.uniform() < 0.3 {
      let leaf = Self.leaf(
        at: Point(stream.uniform(), stream.uniform()),
        degrees: stream.uniform(-180, 180),
        length: stream.uniform(0.10, 0.16),
        color: Self.varied(mood.leaf, &stream)
      )
      inFront += leaf
      for index in inFront.indices { inFront[index].thing = thingCount }
      thingCount += 1
    }
  }

  /// Adds things behind the bird, each with the layers that `add` appends; one without layers is none.
  private mutating func addThings(_ count: Int, _ add: (inout Clutter) -> Void) {
    for _ in 0..<count {
      let first = behind.count
      add(&self)
      for index in first..<behind.count { behind[index].thing = thingCount }
      if behind.count > first { thingCount += 1 }
    }
  }

  /// A sky with hills and out-of-focus spots.
  private mutating func addBackdrop(_ mood: Mood, _ stream: inout RandomStream) {
    let all = Shape.polygon([Point(-1, -1), Point(2, -1), Point(2, 2), Point(-1, 2)])
    let (above, below) = (Self.varied(mood.above, &stream), Self.varied(mood.below, &stream))
    let lean = stream.uniform(-0.3, 0.3)
    behind.append(
      Layer(
        shape: all,
        paint: .gradient(above, at: Point(0.5 - lean, 0), below, at: Point(0.5 + lean, 1))
      )
    )
    let horizon = stream.uniform(0.55, 0.95)
    behind.append(
      Layer(
        shape: .blob([
          Point(-0.3, horizon + stream.uniform(-0.1, 0.1)),
          Point(0.2, horizon + stream.uniform(-0.1, 0.1)),
          Point(0.6, horizon + stream.uniform(-0.1, 0.1)),
          Point(1.3, horizon + stream.uniform(-0.1, 0.1)), Point(1.5, 1.6), Point(-0.5, 1.6),
        ]),
        paint: .flat(below.mixed(with: mood.leaf, stream.uniform(0.2, 0.6))),
        opacity: 0.8,
        softness: stream.uniform(0.02, 0.10)
      )
    )
    for _ in 0..<6 + stream.integer(below: 6) {
      let base = [above, below, mood.leaf, mood.above * 0.85, Color(1, 1, 0.94)][
        stream.integer(below: 5)
      ]
      let radius = stream.uniform(0.04, 0.16)
      let center = Point(stream.uniform(), stream.uniform())
      behind.append(
        Layer(
          shape: .ellipse(center, radius, radius * stream.uniform(0.7, 1.1)),
          paint: .flat(Self.varied(base, &stream)),
          opacity: stream.uniform(0.2, 0.5),
          softness: stream.uniform(0.03, 0.12)
        )
      )
    }
  }

  /// A thin branch from one of the sides, with leaves, paler than what is near.
  private mutating func addTwig(_ mood: Mood, _ stream: inout RandomStream) {
    let side: Float = stream.uniform() < 0.5 ? 0 : 1
    let start = Point(side * 1.1 - 0.05, stream.uniform(-0.05, 0.9))
    let reach = stream.uniform(0.25, 0.6) * (1 - 2 * side)
    let end = start + Point(reach, stream.uniform(-0.3, 0.2))
    let bend = start.toward(end, 0.5) + Point(0, stream.uniform(-0.06, 0.06))
    let haze = mood.above.mixed(with: mood.below, 0.5)
    let wood = Self.varied(mood.wood, &stream).mixed(with: haze, 0.35)
    behind.append(Layer(shape: .line([start, bend, end], 0.024, 0.008), paint: .flat(wood)))
    for _ in 0..<2 + stream.integer(below: 4) {
      let share = stream.uniform(0.25, 1)
      let place = share < 0.5 ? start.toward(bend, share * 2) : bend.toward(end, share * 2 - 1)
      behind += Self.leaf(
        at: place,
        degrees: stream.uniform(-180, 180),
        length: stream.uniform(0.08, 0.15),
        color: Self.varied(mood.leaf, &stream).mixed(with: haze, stream.uniform(0.1, 0.5))
      )
    }
  }

  private mutating func addBerry(_ stream: inout RandomStream) {
    let center = Point(stream.uniform(), stream.uniform())
    let radius = stream.uniform(0.012, 0.022)
    let hue = [0.0, 0.62, 0.85, 0.12][stream.integer(below: 4)] as Float
    let color = Color(hue: hue, saturation: 0.6, brightness: stream.uniform(0.6, 0.85))
    behind.append(Layer(shape: .ellipse(center, radius, radius), paint: .flat(color)))
    let shine = center - Point(radius, radius) * 0.35
    behind.append(
      Layer(
        shape: .ellipse(shine, radius * 0.3, radius * 0.3),
        paint: .flat(color.mixed(with: Color(1, 1, 1), 0.6))
      )
    )
  }

  private mutating func addGrass(_ mood: Mood, _ stream: inout RandomStream) {
    for _ in 0..<stream.integer(below: 12) {
      let foot = Point(stream.uniform(), 1.02)
      let height = stream.uniform(0.06, 0.22)
      let lean = stream.uniform(-0.08, 0.08)
      behind.append(
        Layer(
          shape: .line(
            [foot, foot + Point(lean * 0.3, -height * 0.6), foot + Point(lean, -height)],
            0.018,
            0.003
          ),
          paint: .flat(Self.varied(mood.leaf, &stream)),
          opacity: 0.85
        )
      )
    }
  }

  /// The branch that the bird stands on.
  private mutating func addPerch(through stand: Point, _ mood: Mood, _ stream: inout RandomStream) {
    let slope = stream.uniform(-0.16, 0.16)
    let thickness = stream.uniform(0.035, 0.06)
    let middle = stand + Point(0, thickness * 0.45)
    let points = [
      Point(-0.1, middle.y - slope * (middle.x + 0.1) + stream.uniform(-0.03, 0.03)),
      middle,
      Point(1.1, middle.y + slope * (1.1 - middle.x) + stream.uniform(-0.03, 0.03)),
    ]
    let wood = Self.varied(mood.wood, &stream)
    let shape = Shape.line(points, thickness * stream.uniform(0.9, 1.3), thickness)
    let shine = points.map { $0 - Point(0, thickness * 0.2) }
    for _ in 0..<1 + stream.integer(below: 3) {
      behind += Self.leaf(
        at: Point(stream.uniform(), middle.y + thickness * 0.2),
        degrees: stream.uniform(20, 160),
        length: stream.uniform(0.10, 0.16),
        color: Self.varied(mood.leaf, &stream)
      )
    }
    behind += [
      Layer(shape: shape, paint: .flat(wood * 0.5), growth: 0.006),
      Layer(shape: shape, paint: .flat(wood)),
      Layer(shape: .line(shine, thickness * 0.3, thickness * 0.3), paint: .flat(wood * 1.25)),
    ]
  }

  /// A pointed leaf with its rib, which grows from a place in a direction.
  private static func leaf(
    at place: Point,
    degrees: Float,
    length: Float,
    color: Color
  ) -> [Layer] {
    let map = Affine.scaling(length, length).then(.rotation(degrees: degrees)).then(.shift(place))
    let blade = Shape.blob([
      Point(0, 0), Point(0, 0), Point(0.35, -0.21), Point(0.7, -0.15), Point(1, 0), Point(1, 0),
      Point(0.7, 0.15), Point(0.35, 0.21),
    ])
    return [
      Layer(
        shape: blade,
        paint: .gradient(color * 1.12, at: Point(0.4, -0.2), color * 0.82, at: Point(0.4, 0.2))
      ),
      Layer(shape: .line([Point(0, 0), Point(0.9, 0)], 0.05, 0.02), paint: .flat(color * 0.7)),
    ].map { $0.mapped(by: map) }
  }

  /// A colour a little lighter, darker or more of one channel.
  private static func varied(_ color: Color, _ stream: inout RandomStream) -> Color {
    color * stream.uniform(0.9, 1.1)
      + Color(stream.uniform(-0.04, 0.04), stream.uniform(-0.04, 0.04), stream.uniform(-0.04, 0.04))
  }
}
