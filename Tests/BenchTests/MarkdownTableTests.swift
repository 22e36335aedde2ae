import Testing
import protopnet_bench

struct MarkdownTableTests {
  @Test func columnsLineUp() {
    var table = MarkdownTable(heading: ["work", "s"])
    table.add(["joint", MarkdownTable.number(1234.5678, 2)])
    table.add(["×", "–"])
    #expect(
      table.text == """
        | work  | s       |
        |-------|---------|
        | joint | 1234.57 |
        | ×     | –       |
        """
    )
  }
}
