import Tensors

/// The colours of one bird; those that are not a species' mark are chosen freely.
struct Plumage {
  let back: Color
  let wing: Color
  let tail: Color
  let pale: Color
  let bright: Color
  let cap: Color
  let patch: Color
  let iris: Color
  private let orangeBeak: Color
  private let darkBeak: Color
  private let yellowBeak: Color
  private let darkFoot: Color
  private let redFoot: Color
  private let blueFoot: Color

  /// Hue, saturation and brightness of common plumages: slate, brown, olive, teal, sand, violet.
  private static let backs: [(hue: Float, saturation: Float, brightness: Float)] = [
    (0.60, 0.32, 0.62), (0.08, 0.48, 0.58), (0.20, 0.50, 0.58),
    (0.49, 0.48, 0.60), (0.11, 0.38, 0.74), (0.74, 0.28, 0.62),
  ]

  init(_ stream: inout RandomStream) {
    func shade(
      _ hue: Float,
      _ saturation: Float,
      _ brightness: Float,
      spread: Float = 0.02
    ) -> Color {
      Color(
        hue: hue + stream.uniform(-spread, spread),
        saturation: saturation * stream.uniform(0.85, 1.1),
        brightness: brightness * stream.uniform(0.92, 1.06)
      )
    }
    let base = Self.backs[stream.integer(below: Self.backs.count)]
    back = shade(base.hue, base.saturation, base.brightness, spread: 0.03)
    wing = back * stream.uniform(0.58, 0.74)
    tail = back * stream.uniform(0.62, 0.82)
    pale = shade(0.12, 0.12, 0.94)
    bright = shade(0.08, 0.82, 0.94)
    cap = shade(0.65, 0.25, 0.14, spread: 0.2)
    patch = shade(0.99, 0.82, 0.86)
    orangeBeak = shade(0.055, 0.85, 0.95)
    darkBeak = shade(0.62, 0.20, 0.30, spread: 0.05)
    yellowBeak = shade(0.13, 0.62, 0.90)
    iris = shade(0.13, 0.3, 0.95, spread: 0.05)
    darkFoot = shade(0.08, 0.25, 0.26)
    redFoot = shade(0.01, 0.82, 0.88)
    blueFoot = shade(0.58, 0.75, 0.88)
  }

  func beak(_ variant: BirdClass.Beak) -> Color {
    switch variant {
    case .stout: orangeBeak
    case .dagger: darkBeak
    case .hooked: yellowBeak
    }
  }

  func foot(_ variant: BirdClass.Foot) -> Color {
    switch variant {
    case .dark: darkFoot
    case .red: redFoot
    case .blue: blueFoot
    }
  }
}
