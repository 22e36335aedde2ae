import Experiments
import Foundation
import Reports
import TestSupport
import Testing

struct ExplanationIndexTests {
  private static var all: ExplainedPictures {
    var alone = ExplanationTests.explanation
    alone.label = "Fen owl"
    return ExplainedPictures(
      checkpoints: ["a.h5"],
      pictures: [
        .init(
          image: "birds/a <b>.png",
          label: "Fen owl",
          page: "a-b/index.html",
          explanation: alone
        ),
        .init(image: "birds/c,\"d\".png", problem: "c.png is cut off; copy it\nagain"),
      ]
    )
  }

  @Test func writesAPageAndData() throws {
    try Places.withTemporaryDirectory { folder in
      let page = try ExplanationIndex.write(Self.all, to: folder)
      let text = try String(contentsOf: page, encoding: .utf8)
      #expect(MarkupChecker(text).problems == [] && MarkupChecker(text).imagesWithoutText == 0)
      #expect(text.contains("0 of the 1 whose folder names a class are predicted as that"))
      #expect(text.contains("its folder says Fen owl") && text.contains("1 not explained"))
      #expect(text.contains("src=\"a-b/pictures/picture.png\""))
      let json = try Data(contentsOf: folder.appending(path: "explanations.json"))
      #expect(try JSONDecoder().decode(ExplainedPictures.self, from: json) == Self.all)
      let csv = try String(
        contentsOf: folder.appending(path: "explanations.csv"),
        encoding: .utf8
      )
      #expect(
        csv == """
          image,label,class,is_predicted,is_correct,logit,probability,against,lead,top_prototype,\
          top_similarity,top_weight,top_points,warnings,page,problem
          birds/a <b>.png,Fen owl,Moss wren,True,False,10.5,0.9948,Fen owl,5.25,7,6.5,1.5,9.75,,\
          a-b/index.html,
          "birds/c,""d"".png",,,,,,,,,,,,,,,"c.png is cut off; copy it
          again"

          """
      )
      let rows = try String(contentsOf: folder.appending(path: "prototypes.csv"), encoding: .utf8)
      #expect(rows.split(separator: "\n").count == 5)
    }
  }
}
