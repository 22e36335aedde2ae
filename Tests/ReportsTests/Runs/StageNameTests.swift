import Reports
import Testing

struct StageNameTests {
  @Test(arguments: [
    ("warm-up", "warm-up", nil, "warm-up", "W"), ("cycle-1/joint", "joint", 1, "joint 1", "J1"),
    ("cycle-12/last-layer", "last-layer", 12, "last layer 12", "L12"),
    ("cycle-2/projection", "projection", 2, "projection 2", "P2"),
    ("pruning", "pruning", nil, "pruning", "Pr"),
    ("cycle-x/joint", "cycle-x/joint", nil, "cycle x/joint", "C"),
  ])
  func takesNamesApart(name: String, kind: String, cycle: Int?, short: String, letters: String) {
    let stage = StageName(name)
    #expect(stage.kind == kind)
    #expect(stage.cycle == cycle)
    #expect(stage.short == short)
    #expect(stage.abbreviation == letters)
  }
}
