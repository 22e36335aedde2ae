extension BirdClass {
  /// The variant of a part that makes the species; nil for eyes, which are alike.
  func variant(of part: BirdPart) -> String? {
    switch part {
    case .body: belly.rawValue
    case .head: head.rawValue
    case .beak: beak.rawValue
    case .eye: nil
    case .wing: wing.rawValue
    case .tail: tail.rawValue
    case .foot: foot.rawValue
    }
  }

  /// The parts that two species have in common, those that are alike in all of them left out.
  package func sharedParts(with other: BirdClass) -> Set<BirdPart> {
    Set(
      BirdPart.allCases.filter {
        variant(of: $0) != nil && variant(of: $0) == other.variant(of: $0)
      }
    )
  }

  /// The smallest sets of parts that no other species shares: of none of them a part can be spared.
  package var sufficientParts: [Set<BirdPart>] {
    let parts = BirdPart.allCases.filter { variant(of: $0) != nil }
    let shared = ToyBirds.classes.filter { $0 != self }.map(sharedParts)
    let sets = (1..<1 << parts.count).map { bits in
      Set(parts.indices.filter { bits >> $0 & 1 == 1 }.map { parts[$0] })
    }
    let sufficient = sets.filter { set in shared.allSatisfy { !set.isSubset(of: $0) } }
    return sufficient.filter { set in
      !sufficient.contains { $0.isStrictSubset(of: set) }
    }
    .sorted {
      ($0.count, $0.map(\.rawValue).sorted().description) < (
        $1.count, $1.map(\.rawValue).sorted().description
      )
    }
  }
}
