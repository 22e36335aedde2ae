import Experiments
import Foundation
import Reports
import Testing

struct ExplanationTests {
  /// Two networks that disagree: the second one speaks against the class.
  static let explanation = Explanation(
    image: "birds/a <b>.png",
    picture: "pictures/picture.png",
    className: "Moss wren",
    isPredicted: true,
    logit: 10.5,
    probability: 0.9948,
    against: .init(
      name: "Fen owl",
      logit: 5.25,
      probability: 0.0052,
      lead: 5.25,
      isRunnerUp: true
    ),
    classes: [
      .init(name: "Moss wren", memberLogits: [12, -1.5], logit: 10.5),
      .init(name: "Fen owl", memberLogits: [2, 3.25], logit: 5.25),
    ],
    members: [
      .init(
        checkpoint: "results/a/checkpoints/cycle-1-last-layer.h5",
        architecture: "vgg16",
        stage: "cycle-1/last-layer",
        rows: [
          .init(
            prototype: 7,
            similarity: 6.5,
            weight: 1.5,
            points: 9.75,
            cell: [3, 4],
            source: "moss-wren/12.png",
            box: [0.25, 0.5, 0.5, 0.75],
            number: 1,
            pictures: .init(
              box: "pictures/1-7-box.png",
              activation: "pictures/1-7-activation.png",
              prototype: "pictures/1-7-prototype.png",
              source: nil
            ),
            hidden: .init(logit: 4.125, area: 0.0625)
          ),
          .init(prototype: 6, similarity: 2, weight: 1.25, points: 2.5, cell: [0, 0], source: nil),
        ],
        otherCount: 10,
        otherPoints: -0.25,
        others: [
          .init(
            prototype: 3,
            className: "Fen <i> owl",
            similarity: 0.084,
            weight: -76.1,
            points: -6.3924,
            cell: [2, 2],
            source: "fen-owl/1.png",
            warnings: [
              .init(.weakSimilarity, "weak similarity: hardly resembles"),
              .init(.extremeWeight, "extreme weight: the weight alone"),
            ]
          )
        ],
        points: 12,
        share: 1.25,
        comparison: .init(
          rows: [
            .init(
              row: .init(
                prototype: 7,
                className: "Moss wren",
                similarity: 6.5,
                weight: 1.5,
                points: 9.75,
                cell: [3, 4],
                source: nil
              ),
              weightAgainst: -0.5,
              pointsAgainst: -3.25
            )
          ],
          restCount: 11,
          restPoints: 2.25,
          restPointsAgainst: 5.25
        )
      ),
      .init(
        checkpoint: "b.h5",
        architecture: "resnet34",
        stage: "warm-up",
        prototypes: .free,
        rows: [
          .init(prototype: 0, similarity: 3, weight: -0.5, points: -1.5, cell: [1, 1], source: nil)
        ],
        otherCount: 1,
        otherPoints: 0,
        points: -1.5,
        share: nil,
        comparison: .init(rows: [], restCount: 2, restPoints: -1.5, restPointsAgainst: 3.25)
      ),
    ]
  )

  @Test func printsSheetsOneAfterTheOther() {
    #expect(
      ExplanationText.text(of: Self.explanation) == """
        birds/a <b>.png: Moss wren, the predicted class, 10.500 points, probability 99.5 %, 5.250 ahead \
        of Fen owl, the runner-up

        network 1: vgg16, results/a/checkpoints/cycle-1-last-layer.h5
          a similarity is at most 9.210, weak below 0.921
          prototype  similarity   weight   points  is a patch of
                  7       6.500    1.500    9.750  moss-wren/12.png
                  6       2.000    1.250    2.500
          10 prototypes of other classes   -0.250
          of them, most:
                  3       0.084  -76.100   -6.392  of Fen <i> owl  [weak similarity, extreme weight]
          all points                       12.000  share 125.0 %

        network 2: resnet34, b.h5
          a similarity is at most 9.210, weak below 0.921
          no projection yet: the prototypes are no patches of training pictures
          prototype  similarity   weight   points  is a patch of
                  0       3.000   -0.500   -1.500
          1 prototype of other classes      0.000
          all points                       -1.500

        class        network 1  network 2   together
        Moss wren       12.000     -1.500     10.500
        Fen owl          2.000      3.250      5.250
        """
    )
  }

  @Test func showsOneSheetOfAllNetworksAndEachOfTheirs() {
    let page = ExplanationPage.page(Self.explanation).source
    let checker = MarkupChecker(page)
    #expect(checker.problems == [])
    #expect(checker.imagesWithoutText == 0)
    #expect(page.components(separatedBy: "<details class=\"network\">").count == 3)
    #expect(page.contains("<h1>Moss wren</h1>") && page.contains("a &lt;b&gt;.png"))
    #expect(page.contains("logit of 2 networks together</dt><dd>10.500</dd>"))
    #expect(page.contains("lead over Fen owl, the runner-up</dt><dd>5.250</dd>"))
    #expect(page.contains("probability</dt><dd>99.5 %</dd>"))
    // The part is framed on the picture where its box is, and leads to its row.
    #expect(
      page.contains(
        "href=\"#part-1\" style=\"top:25.0%;left:50.0%;height:25.0%;width:25.0%\""
      )
    )
    #expect(page.contains("id=\"part-1\""))
    #expect(page.contains("6.500 <span class=\"muted\">of at most 9.210</span>"))
    #expect(page.contains("running total</dt><dd>9.750</dd>"))
    #expect(page.contains("logit with the part hidden</dt><dd>4.125</dd>"))
    // Against: by name, with what makes it doubtful, and the rest in one row.
    #expect(page.contains("network 1, prototype 3 of Fen &lt;i&gt; owl"))
    #expect(page.contains("<b>extreme weight</b>: the weight alone"))
    #expect(page.contains("10 more prototypes of other classes</span><b>+6.142</b>"))
    #expect(page.contains("no projection yet") && page.contains("trained on") == false)
    #expect(page.contains("looks like that") && page.contains("training image not found"))
    // Why not: both classes' points, and their difference.
    #expect(page.contains("Why not Fen owl?") && page.contains("<b>+13.000</b>"))
    #expect(page.contains("share of the lead") && page.contains("125.0 %"))
    #expect(!page.contains("<script") && !page.contains("loading=\"lazy\""))
  }

  @Test func aSingleNetworkStandsAlone() {
    var single = Self.explanation
    single.members.removeLast()
    single.members[0].share = nil
    single.classes = [.init(name: "Moss wren", memberLogits: [12], logit: 12)]
    (single.logit, single.isPredicted, single.picture, single.against) = (12, false, nil, nil)
    let page = ExplanationPage.page(single).source
    #expect(MarkupChecker(page).problems == [])
    #expect(page.contains("logit</dt><dd>12.000</dd>") && page.contains("Points of a class for"))
    #expect(!page.contains("together</th>") && !page.contains("class=\"subject\""))
    #expect(!page.contains("share of the lead") && !page.contains("id=\"why-not\""))
    #expect(!page.contains("network 1"))
    let text = ExplanationText.text(of: single)
    #expect(text.hasSuffix("class           points\nMoss wren       12.000"))
    #expect(text.contains("Moss wren, not the predicted class, 12.000 points"))
    #expect(!text.contains("share"))
  }
}
