import Experiments
import Reports
import Testing

struct NoteLevelTests {
  private func input() throws -> TableInput {
    let deviations = [["image 80 (224)", "rate 1 (2)"], ["image 80 (224)", "batch 20 (80)"]]
    return try TableInput(
      ["vgg16", "resnet34"].enumerated().map { index, architecture in
        var record = PaperFixture.record(architecture, seed: 1, correct: 480)
        record.deviations = deviations[index]
        return RunSet(name: architecture, runs: [FakeRun.run(record)])
      }
    )
  }

  private func tables() throws -> [ResultsTable] {
    let input = try input()
    return try [TableKind.results, .theorem, .lastLayer].flatMap { try $0.tables(input) }
  }

  @Test func aDeviationIsToldOnce() throws {
    let text = TableFormat.markdown.render(try tables(), TableStyle(notes: .full))
    for deviation in ["image 80 (224)", "rate 1 (2)", "batch 20 (80)"] {
      #expect(text.ranges(of: deviation).count == 1, "\(deviation)")
    }
    // No sentence twice, whatever table it is about.
    let notes = text.split(separator: "\n").compactMap { $0.wholeMatch(of: /(\d+)\. (.*)/) }
    #expect(Set(notes.map(\.2)).count == notes.count)
    #expect(notes.compactMap { Int($0.1) } == Array(1...notes.count))
    #expect(text.contains("See notes "))
  }

  @Test func marksFollowTheSharedNumbers() throws {
    let tables = ResultsTable.sharingNotes(try tables().map { $0.noted(.full) })
    let notes = Dictionary(
      uniqueKeysWithValues: tables.flatMap(\.ownNotes).map { ($0.number, $0.text) }
    )
    for table in tables {
      let marked = table.marks(ofRow: table.rows.count - 1).compactMap { notes[$0] }
      #expect(marked.contains { $0.contains("batch 20 (80)") }, "\(table.name)")
      #expect(!marked.contains { $0.contains("rate 1 (2)") }, "\(table.name)")
    }
  }

  @Test func shortNotesAreALineEach() throws {
    let tables = try tables()
    let sizes = ResultsTable.NoteLevel.allCases.map {
      TableFormat.markdown.render(tables, TableStyle(notes: $0)).count
    }
    #expect(sizes[0] < sizes[1] && sizes[1] < sizes[2])
    let short = TableFormat.markdown.render(tables, TableStyle(notes: .short))
    #expect(short.contains("3 settings in all, which --notes full lists."))
    #expect(short.contains("Figures are of one seed each."))
    for line in short.split(separator: "\n") where line.first?.isNumber ?? false {
      #expect(line.count <= 120, "\(line)")
    }
  }

  @Test func noNotesLeaveNoMarks() throws {
    let text = TableFormat.markdown.render(try tables(), TableStyle(notes: .none))
    #expect(!text.contains("note") && !text.contains("1. "))
  }

  /// What makes a figure worthless is said at every level but none.
  @Test func limitsStandInShortNotes() throws {
    let text = TableFormat.markdown.render(try TableFixture.table(), TableStyle(notes: .short))
    #expect(text.contains("Unfinished and left out: seed 2"))
    #expect(text.contains("Not run: seed 3."))
    #expect(text.contains("Warning: 60% of the prototypes"))
  }
}
