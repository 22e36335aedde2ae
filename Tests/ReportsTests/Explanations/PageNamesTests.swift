import Reports
import Testing

struct PageNamesTests {
  @Test func noTwoPicturesShareAFolder() {
    var names = PageNames(reserved: ["prototypes"])
    let given = [
      "red/1.png", "red-1.jpg", "RED/1.png", "../<b>.png", "…", "prototypes.png", "a.b/c", "1.png",
      "1.png",
    ].map { names.name(for: $0) }
    #expect(
      given == [
        "red-1", "red-1-2", "RED-1-3", "b", "picture", "prototypes-2", "a-b-c", "1", "1-2",
      ]
    )
    #expect(names.name(for: String(repeating: "x", count: 300) + ".png").count == 80)
  }
}
