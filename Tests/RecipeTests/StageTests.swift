import Foundation
import Recipe
import Testing

@Suite("Stages")
struct StageTests {
  @Test("names lead back to stages")
  func names() {
    let stages: [Stage] = [
      .warmUp(.epochs(5)), .joint(cycle: 1, .epochs(10)), .projection(cycle: 2),
      .lastLayer(cycle: 12, LastLayerOptimization()), .pruning(cycle: 3, Pruning()),
    ]
    #expect(
      stages.map(\.name) == [
        "warm-up", "cycle-1/joint", "cycle-2/projection", "cycle-12/last-layer", "cycle-3/pruning",
      ]
    )
    for stage in stages { #expect(Stage.ID(name: stage.name) == stage.id) }
  }

  @Test("other names are no stages", arguments: ["", "push", "cycle-x/joint", "joint/2", "/joint"])
  func otherNames(name: String) {
    #expect(Stage.ID(name: name) == nil)
    let json = Data("[\"\(name)\"]".utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Stage.ID].self, from: json) }
  }

  @Test("a schedule's stages are in order, without those of no length")
  func schedule() {
    var cycle = Schedule.Cycle()
    cycle.joint = .steps(7)
    cycle.lastLayer = LastLayerOptimization()
    cycle.repeat = 2
    var last = Schedule.Cycle()
    last.projection = false
    last.lastLayer = LastLayerOptimization()
    last.lastLayer?.length = .epochs(0)
    last.pruning = Pruning()
    var schedule = Schedule()
    schedule.warmUp = .epochs(0)
    schedule.cycles = [cycle, last]
    #expect(
      schedule.stages(of: .protopnet).map(\.name) == [
        "cycle-1/joint", "cycle-1/projection", "cycle-1/last-layer", "cycle-2/joint",
        "cycle-2/projection", "cycle-2/last-layer", "cycle-3/pruning",
      ]
    )
    #expect(schedule.stages(of: .baseline).map(\.name) == ["cycle-1/joint", "cycle-2/joint"])
  }
}
