import Datasets
import Testing

struct BirdClassTests {
  @Test func classesAreTenSortedFolderNames() {
    let names = ToyBirds.classes.map(\.name)
    #expect(names.count == 10)
    #expect(Set(names).count == 10)
    #expect(names == names.sorted())
    for name in names {
      #expect(name.allSatisfy { $0 == "-" || ("a"..."z").contains($0) }, "\(name)")
    }
  }

  @Test func everyClassHasOneLookAlikeThatDiffersInOnePart() {
    let classes = ToyBirds.classes
    var decisive: Set<BirdPart> = []
    for bird in classes {
      let differences = classes.filter { $0 != bird }.map { bird.parts(differingFrom: $0) }
      let alike = differences.filter { $0.count == 1 }
      #expect(alike.count == 1, "\(bird.name)")
      #expect(differences.allSatisfy { !$0.isEmpty })
      decisive.formUnion(alike.flatMap { $0 })
    }
    #expect(decisive == [.head, .wing, .tail, .beak, .foot])
  }

  @Test func partsAreLabelledFromOneOn() {
    #expect(BirdPart.allCases.map(\.rawValue) == [1, 2, 3, 4, 5, 6, 7])
    #expect(
      BirdPart.allCases.map(\.name) == ["body", "head", "beak", "eye", "wing", "tail", "foot"]
    )
  }
}

extension BirdClass {
  /// The parts whose variants differ between two species; a belly belongs to the body.
  fileprivate func parts(differingFrom other: BirdClass) -> [BirdPart] {
    var parts: [BirdPart] = []
    if belly != other.belly { parts.append(.body) }
    if head != other.head { parts.append(.head) }
    if beak != other.beak { parts.append(.beak) }
    if wing != other.wing { parts.append(.wing) }
    if tail != other.tail { parts.append(.tail) }
    if foot != other.foot { parts.append(.foot) }
    return parts
  }
}
