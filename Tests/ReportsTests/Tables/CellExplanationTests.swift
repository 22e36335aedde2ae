import Experiments
import Foundation
import Reports
import Testing

struct CellExplanationTests {
  private func explain(_ place: String, _ kind: TableKind = .table1) throws -> String {
    var input = try PaperFixture.input()
    input.showsPublished = true
    return try CellExplanation(
      of: place,
      in: kind.tables(input),
      runs: input.finishedRuns.flatMap(\.self)
    ).text
  }

  @Test func namesEveryRunBehindACell() throws {
    try expectSnapshot(try explain("vgg16,ProtoPNet"), "explain.txt")
    #expect(try explain("1,1") == explain("VGG16, protopnet, %"))
    #expect(try explain("vgg16,95 % interval").contains("checks/predictions-cycle-3-last-layer.h5"))
  }

  @Test func countsRowsThroughAllTables() throws {
    // Three backbones stand before the literature.
    let text = try explain("4,3")
    #expect(text.hasPrefix("B-CNN, accuracy\n  85.1 %\n"))
    #expect(text.contains("quoted from Chen et al. 2019, Table 1: B-CNN"))
    #expect(try explain("3,1").contains("no run is behind it"))
  }

  @Test func namesThatHoldCommasAreFound() throws {
    let text = try explain("model: protopnet, backbone: vgg16,final", .ablation)
    #expect(text.hasPrefix("model: protopnet, backbone: vgg16, final\n  81.0 ± 1.0 %"))
  }

  @Test func listsWhatThereIs() throws {
    func message(_ place: String) -> String {
      do {
        return try explain(place)
      } catch {
        return "\(error)"
      }
    }
    #expect(message("vgg16") == "'vgg16' needs a row and a column, 'ROW,COLUMN'")
    #expect(message("alexnet,1").hasPrefix("'alexnet,1' names no row; there are\n  1 vgg16\n"))
    #expect(
      message("vgg16,loss").hasPrefix("'vgg16,loss' names no column; there are\n  1 ProtoPNet\n")
    )
    // B-CNN is quoted with boxes and without.
    #expect(
      message("B-CNN,accuracy")
        == "'B-CNN,accuracy' names several rows; take a number\n  4 B-CNN\n  5 B-CNN"
    )
  }
}
