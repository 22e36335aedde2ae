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
            pictures: .init(
              box: "pictures/1-7-box.png",
              activation: "pictures/1-7-activation.png",
              prototype: "pictures/1-7-prototype.png",
              source: nil
            )
          ),
          .init(prototype: 6, similarity: 2, weight: 1.25, points: 2.5, cell: [0, 0], source: nil),
        ],
        otherCount: 10,
        otherPoints: -0.25,
        points: 12,
        share: 1.25
      ),
      .init(
        checkpoint: "b.h5",
        architecture: "resnet34",
        stage: "cycle-1/projection",
        rows: [
          .init(prototype: 0, similarity: 3, weight: -0.5, points: -1.5, cell: [1, 1], source: nil)
        ],
        otherCount: 1,
        otherPoints: 0,
        points: -1.5,
        share: nil
      ),
    ]
  )

  @Test func printsSheetsOneAfterTheOther() {
    #expect(
      ExplanationText.text(of: Self.explanation) == """
        birds/a <b>.png: Moss wren, the predicted class, 10.500 points

        network 1: vgg16, results/a/checkpoints/cycle-1-last-layer.h5
          prototype  similarity   weight   points  is a patch of
                  7       6.500    1.500    9.750  moss-wren/12.png
                  6       2.000    1.250    2.500
          10 prototypes of other classes   -0.250
          all points                       12.000  share 125.0 %

        network 2: resnet34, b.h5
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

  @Test func showsAColumnForEveryNetwork() {
    let page = ExplanationPage.page(Self.explanation).source
    let checker = MarkupChecker(page)
    #expect(checker.problems == [])
    #expect(checker.imagesWithoutText == 0)
    // The picture, and three of the four pictures of the only row that has any.
    #expect(checker.elements["img"] == 4)
    #expect(page.components(separatedBy: "<section class=\"network\">").count == 3)
    #expect(page.components(separatedBy: "<li class=\"evidence\">").count == 4)
    #expect(page.contains("<h1>Moss wren</h1>") && page.contains("a &lt;b&gt;.png"))
    #expect(page.contains("10.500 points from 2 networks together"))
    #expect(page.contains("similarity 6.500 × weight 1.500</span> <b>9.750</b>"))
    // The longest bar is the one with the most points; points against the class have another colour.
    #expect(page.contains("<div class=\"bar\"><i style=\"width:100.0%\"></i></div>"))
    #expect(page.contains("<div class=\"bar against\"><i style=\"width:15.4%\"></i></div>"))
    #expect(page.contains("share 125.0 %") && page.contains("from: training image not found"))
    #expect(page.contains("<th scope=\"col\" class=\"number\">network 2</th>"))
  }

  @Test func aSingleNetworkStandsAlone() {
    var single = Self.explanation
    single.members.removeLast()
    single.classes = [.init(name: "Moss wren", memberLogits: [12], logit: 12)]
    (single.logit, single.isPredicted, single.picture) = (12, false, nil)
    let page = ExplanationPage.page(single).source
    #expect(MarkupChecker(page).problems == [])
    #expect(page.contains("12.000 points from one network"))
    #expect(page.contains("Points of a class for"))
    #expect(!page.contains("together") && !page.contains("class=\"subject\""))
    let text = ExplanationText.text(of: single)
    #expect(text.hasSuffix("class           points\nMoss wren       12.000"))
    #expect(text.contains("Moss wren, not the predicted class, 12.000 points"))
  }
}
