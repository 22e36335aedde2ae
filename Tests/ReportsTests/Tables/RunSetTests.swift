import Reports
import Testing

struct RunSetTests {
  private func title(_ settings: [(String, String)]) -> String {
    RunSet.title(settings.map { .init($0.0, $0.1) })
  }

  @Test func cellsAreCalledByTheirSettings() {
    #expect(title([("costs", "none"), ("prototypes.per-class", "5")]) == "none, per-class: 5")
    #expect(
      title([("model", "baseline"), ("backbone", "architecture: vgg16")])
        == "baseline, architecture: vgg16"
    )
    #expect(title([("data.flip", "true")]) == "flip: true")
    #expect(
      title([("optimizer.joint.backbone", "0.1"), ("optimizer.warm-up.backbone", "0.2")])
        == "optimizer.joint.backbone: 0.1, optimizer.warm-up.backbone: 0.2"
    )
  }
}
