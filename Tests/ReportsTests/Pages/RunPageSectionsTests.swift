import Experiments
import Foundation
import Reports
import Testing

/// What a page says beyond the record: errors, neighbours, prototypes' evidence.
struct RunPageSectionsTests {
  private func page(
    _ record: RunRecord,
    _ change: (inout PageFacts) -> Void = { _ in }
  ) -> String {
    var facts = FakeFacts.facts(record)
    change(&facts)
    let html = RunReport.page(
      run: FakeRun.run(record),
      facts: facts,
      in: URL(filePath: "/nowhere/report")
    ).source
    let checker = MarkupChecker(html)
    #expect(checker.problems == [] && checker.imagesWithoutText == 0)
    for link in checker.links where link.hasPrefix("#") {
      #expect(checker.identifiers.contains(String(link.dropFirst())), "\(link)")
    }
    return html
  }

  @Test func fewClassesHaveAWholeMatrix() {
    let html = page(FakeRun.record(classNames: ["A", "B & <c>", "D"]))
    #expect(html.contains("<th scope=\"row\">B &amp; &lt;c&gt;</th>"))
    #expect(html.matches(of: /<td class="right">/).count == 3)
    #expect(!html.contains("Only the"))
    #expect(html.contains("held for <i>B &amp; &lt;c&gt;</i>"))
  }

  @Test func ofManyClassesOnlyTheConfusedAreShown() {
    let names = (0..<200).map { "class \($0)" }
    let record = FakeRun.record(cycles: 1, classNames: names, prototypesPerClass: 1)
    let few = page(record) { facts in
      facts.errors = ErrorAnalysis(
        classNames: names,
        images: ["1", "2"],
        labels: [7, 8],
        logits: names.indices.map { $0 == 9 ? 1 : 0 } + names.indices.map { $0 == 8 ? 1 : 0 }
      )
    }
    #expect(few.contains("Only the 2 of 200 classes that are confused."))
    #expect(few.matches(of: /<td class="right">/).count == 2)
    let many = page(record)
    #expect(
      many.contains("Only the 30 of 200 classes with most confusions; 200 are confused at all.")
    )
    #expect(many.matches(of: /<td class="right">/).count == 30)
    // The worst classes are open, the others folded.
    #expect(many.contains("<summary>180 better classes</summary>"))
  }

  /// SciPy: `binomtest(4, 6).proportion_ci(method="wilson")` is 0.2999934 to 0.9032289.
  @Test func classesHaveWilsonIntervals() {
    let html = page(FakeRun.record(classNames: ["A", "B"])) { facts in
      facts.errors = ErrorAnalysis(
        classNames: ["A", "B"],
        images: (0..<6).map(String.init),
        labels: [0, 0, 0, 0, 0, 0],
        logits: [1, 0, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1]
      )
    }
    #expect(html.contains("<td class=\"number\">4 of 6</td>"))
    #expect(html.contains("<td class=\"number\">30.0 to 90.3</td>"))
    #expect(html.contains("1 classes have no test picture."))
  }

  /// CUB's extents: 200 classes with ten prototypes each.
  @Test func aLargeRunOpensQuickly() {
    let names = (0..<200).map { "class \($0)" }
    let record = FakeRun.record(cycles: 1, classNames: names, prototypesPerClass: 10)
    #expect(page(record).utf8.count < 400_000)
    let files = RunReport.files(
      run: FakeRun.run(record),
      facts: FakeFacts.facts(record),
      in: URL(filePath: "/nowhere/report")
    )
    #expect(files.keys.count { $0.hasPrefix("class-") } == 200)
    #expect(files.values.allSatisfy { $0.utf8.count < 400_000 })
  }

  @Test func misclassifiedPicturesLeadToTheirSheets() {
    let html = page(FakeRun.record()) { facts in
      guard let first = facts.errors?.mistakes.first else { return }
      facts.mistakePictures[first.image] = "pictures/mistake-1.png"
      facts.explained = [
        PageFacts.ExplainedPicture(
          image: first.image,
          actual: "a",
          predicted: "b",
          probability: 0.9,
          picture: nil,
          sheet: "sheets/2/index.html",
          parts: []
        )
      ]
    }
    #expect(
      html.contains(
        "<a class=\"sheet\" href=\"sheets/2/index.html\" title=\"test/&lt;"
      )
    )
    #expect(html.contains("<img src=\"pictures/mistake-1.png\""))
  }

  @Test func nothingWrongIsSaid() {
    let record = FakeRun.record()
    let right = page(record) { $0.errors = FakeFacts.errors(record, wrong: 1000) }
    #expect(
      right.contains("No class is held for another.") && !right.contains("class=\"mistakes\"")
    )
    let none = page(record) { facts in
      facts.errors = nil
      facts.absences[.errors] = "they are <gone>"
    }
    #expect(none.contains("No error analysis: they are &lt;gone&gt;."))
  }

  @Test func prototypesAreSortedByWeightWithTheirNeighbours() throws {
    let html = page(FakeRun.record(cycles: 1, classNames: ["A", "B"], prototypesPerClass: 3))
    let order = html.matches(of: /id="prototype-(\d+)"/).map { String($0.1) }
    #expect(order == ["2", "1", "0", "5", "4", "3"])
    #expect(html.matches(of: /<li class="own"/).count == 4 * 6)
    #expect(html.matches(of: /<li class="other"/).count == 6)
    #expect(html.contains("<span>Other &lt;class&gt;</span>"))
    #expect(html.contains("card is-mixed is-unused") && html.contains(">never nearest<"))
    #expect(html.contains("Never nearest</b> <span class=\"value\">2 of 6</span>"))
  }

  @Test func theBaselineStandsBeside() {
    let record = FakeRun.record(finalCorrectCount: 520)
    let html = page(record) { facts in
      facts.neighbours.baseline = PageFacts.Neighbours.Baseline(
        page: .init(title: "baseline <x>", address: "../b/index.html"),
        correctCount: 526,
        imageCount: 600,
        difference: [-0.025, 0.005]
      )
      facts.neighbours.next = .init(title: "n", address: "../n/index.html")
      facts.neighbours.experiment = "../../report/index.html"
    }
    #expect(html.contains("<a href=\"../b/index.html\">baseline &lt;x&gt;</a>"))
    #expect(html.contains("1.0 points below the same backbone without prototypes"))
    #expect(html.contains("-2.5 to +0.5: pictures like these do not decide between the two"))
    #expect(html.contains("rel=\"next\"") && html.contains("aria-label=\"Breadcrumb\""))
  }

  @Test func titlesTellRunsApart() {
    let one = FakeRun.record()
    let other = FakeRun.record(seed: 2)
    #expect(RunTitle(one).text == "toy-birds · protopnet · vgg16 · seed 1")
    var changed = one
    changed.experimentDigest = FakeRun.digest("changed")
    let titles = RunTitle.titles(of: [(one, []), (other, []), (changed, [])])
    #expect(Set(titles.map(\.text)).count == 3)
    #expect(titles[1].text == "toy-birds · protopnet · vgg16 · seed 2")
    let set = RunTitle(one, settings: ["protopnet", "vgg16", "without costs"])
    #expect(set.short == "protopnet · vgg16 · without costs · seed 1")
  }

  @Test func beforeAProjectionPrototypesAreNoPatches() {
    var record = FakeRun.record(cycles: 1)
    record.stages.removeLast(2)
    record.isComplete = false
    #expect(page(record).contains("the prototypes are no patches of training images"))
  }

  /// SciPy: `t.interval(0.95, 2, 0.9, 0.01 / sqrt(3))` for 0.89, 0.90, 0.91.
  @Test func seedsHaveStudentsInterval() throws {
    let interval = try #require(SeedInterval([0.89, 0.90, 0.91]))
    #expect(abs(interval.lower - 0.875_158_6) < 1e-5)
    #expect(abs(interval.upper - 0.924_841_4) < 1e-5)
    #expect(SeedInterval([0.9]) == nil)
  }

  @Test func factsAreReadAsTheyWereWritten() throws {
    let record = FakeRun.record()
    var facts = FakeFacts.facts(record)
    facts.absences = [.weights: "gone", .nearest: "too long"]
    let folder = try FakeRun.temporaryDirectory()
    try RunReport.write(run: FakeRun.run(record), facts: facts, to: folder)
    #expect(try PageFacts(besidePageIn: folder) == facts)
    #expect(try PageFacts(besidePageIn: folder.appending(path: "none")) == nil)
  }
}
