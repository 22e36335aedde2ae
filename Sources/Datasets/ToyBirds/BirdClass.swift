/// A species of ToyBirds: a name and the variant of each part that makes the species.
///
/// Nothing else tells two species apart: plumage colours, poses and surroundings are drawn alike.
package struct BirdClass: Hashable, Sendable, Codable {
  /// Short, thick and orange; long, straight and dark; or yellow and bent downwards at the tip.
  package enum Beak: String, Sendable, Codable { case stout, dagger, hooked }
  /// Without marks; with a crest of three tips; or with a black cap.
  package enum Head: String, Sendable, Codable { case smooth, crested, capped }
  /// Without marks; with three white bars; or with a red patch at the shoulder.
  package enum Wing: String, Sendable, Codable { case plain, barred, patched }
  /// Two points; a spread fan; or a narrow long tail with a white tip.
  package enum Tail: String, Sendable, Codable { case forked, fan, long }
  /// A belly coloured like the back; whitish; or bright orange.
  package enum Belly: String, Sendable, Codable { case plain, pale, bright }
  /// The colour of legs and toes.
  package enum Foot: String, Sendable, Codable { case dark, red, blue }

  /// The name, which is also the class's folder.
  package let name: String
  package let beak: Beak
  package let head: Head
  package let wing: Wing
  package let tail: Tail
  package let belly: Belly
  package let foot: Foot
}

extension BirdClass {
  /// The ten species: five pairs of look-alikes; the two of a pair differ in exactly one part.
  ///
  /// Hookbills differ in the head, swallowtails in the wing, finches in the tail, fantails in the
  /// beak and jays in the foot. Sorted by name.
  static let all = [
    swallowtail("barred-swallowtail", wing: .barred),
    jay("blue-footed-jay", foot: .blue),
    hookbill("capped-hookbill", head: .capped),
    hookbill("crested-hookbill", head: .crested),
    fantail("dagger-billed-fantail", beak: .dagger),
    finch("fork-tailed-finch", tail: .forked),
    finch("long-tailed-finch", tail: .long),
    swallowtail("plain-swallowtail", wing: .plain),
    jay("red-footed-jay", foot: .red),
    fantail("stout-billed-fantail", beak: .stout),
  ]

  /// A hooked beak, a plain wing, a fan, a bright belly and dark feet.
  private static func hookbill(_ name: String, head: Head) -> BirdClass {
    BirdClass(
      name: name,
      beak: .hooked,
      head: head,
      wing: .plain,
      tail: .fan,
      belly: .bright,
      foot: .dark
    )
  }

  /// A stout beak, a smooth head, a forked tail, a pale belly and red feet.
  private static func swallowtail(_ name: String, wing: Wing) -> BirdClass {
    BirdClass(
      name: name,
      beak: .stout,
      head: .smooth,
      wing: wing,
      tail: .forked,
      belly: .pale,
      foot: .red
    )
  }

  /// A stout beak, a capped head, a patched wing, a plain belly and dark feet.
  private static func finch(_ name: String, tail: Tail) -> BirdClass {
    BirdClass(
      name: name,
      beak: .stout,
      head: .capped,
      wing: .patched,
      tail: tail,
      belly: .plain,
      foot: .dark
    )
  }

  /// A smooth head, a barred wing, a fan, a plain belly and blue feet.
  private static func fantail(_ name: String, beak: Beak) -> BirdClass {
    BirdClass(
      name: name,
      beak: beak,
      head: .smooth,
      wing: .barred,
      tail: .fan,
      belly: .plain,
      foot: .blue
    )
  }

  /// A dagger of a beak, a crest, a patched wing, a long tail and a pale belly.
  private static func jay(_ name: String, foot: Foot) -> BirdClass {
    BirdClass(
      name: name,
      beak: .dagger,
      head: .crested,
      wing: .patched,
      tail: .long,
      belly: .pale,
      foot: foot
    )
  }
}
