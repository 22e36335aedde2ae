import Recipe
import Testing

import Reports

struct StageNameTests {
  @Test(arguments: [
    ("warm-up", Stage.Kind.warmUp, nil, "warm-up", "W"),
    ("cycle-1/joint", .joint, 1, "joint 1", "J1"),
    ("cycle-12/last-layer", .lastLayer, 12, "last layer 12", "L12"),
    ("cycle-2/projection", .projection, 2, "projection 2", "P2"),
    ("pruning", .pruning, nil, "pruning", "Pr"),
  ])
  func saysNames(
    name: String,
    kind: Stage.Kind,
    cycle: Int?,
    short: String,
    letters: String
  ) throws {
    let stage = try #require(Stage.ID(name: name))
    #expect(stage.kind == kind)
    #expect(stage.cycle == cycle)
    #expect(stage.short == short)
    #expect(stage.abbreviation == letters)
  }
}
